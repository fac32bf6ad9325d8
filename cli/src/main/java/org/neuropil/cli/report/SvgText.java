package org.neuropil.cli.report;

/** Makes a drawing that was generated as a document fit into a page. */
final class SvgText {
  private SvgText() {}

  /**
   * Keeps the svg element only, names it for screen readers, lets it scale, and turns black into
   * the page's text colour.
   */
  static String forPage(String svg, int width, int height, String title, String description) {
    int start = svg.indexOf("<svg");
    int body = svg.indexOf('>', start) + 1;
    String root = svg.substring(start, body);
    // The generator's defaults stand on the root element and hold for everything inside.
    String style = attribute(root, "style");
    String inherited = style.isEmpty() ? attributes(root) : " style=\"" + style + "\"";
    String content =
        svg.substring(body)
            .replaceAll("<!--.*?-->", "")
            .replaceAll("\\s*\n\\s*", " ")
            .replaceAll(" ?(/?>) ?", "$1")
            .replace("<defs id=\"genericDefs\"/>", "")
            .replaceAll("font-family=\"[^\"]*\"", "")
            .replaceAll("font-family:[^;\"]*;?", "");
    String named =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 "
            + width
            + " "
            + height
            + "\""
            + inherited.replaceAll("font-family=\"[^\"]*\"", "")
            + "><title>"
            + escape(title)
            + "</title><desc>"
            + escape(description)
            + "</desc>";
    return pageColour(named) + pageColour(content);
  }

  private static String pageColour(String svg) {
    return svg.replaceAll("(fill|stroke)=\"black\"", "$1=\"currentColor\"")
        .replaceAll("(fill|stroke):\\s*(black|rgb\\(0,0,0\\))", "$1:currentColor")
        .replaceAll("(fill|stroke)=\"rgb\\(0,0,0\\)\"", "$1=\"currentColor\"");
  }

  private static String attribute(String element, String name) {
    int at = element.indexOf(" " + name + "=\"");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 3;
    return element.substring(from, element.indexOf('"', from));
  }

  private static String attributes(String root) {
    return root.replaceFirst("<svg", "")
        .replaceAll("/?>$", "")
        .replaceAll("\\s(xmlns(:\\w+)?|width|height|viewBox)=\"[^\"]*\"", "");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
