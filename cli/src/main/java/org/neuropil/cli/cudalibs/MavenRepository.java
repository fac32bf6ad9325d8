package org.neuropil.cli.cudalibs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** The base address of the Maven repository that this user fetches from. */
public final class MavenRepository {
  /** The variable that names it. */
  public static final String VARIABLE = "NEUROPIL_MAVEN_REPOSITORY";

  private MavenRepository() {}

  /**
   * Looks at the option, then at the variable NEUROPIL_MAVEN_REPOSITORY, then for a mirror or an
   * active repository in the user's Maven settings.
   *
   * @param option what was given on the command line
   * @param environment the variables of the process
   * @param settings Maven's settings.xml, which need not exist
   * @throws UserError usage, if there is none or it is no address; data, if the settings are broken
   */
  public static URI find(@Nullable String option, Map<String, String> environment, Path settings) {
    if (option != null) {
      return address(option, "--from");
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      return address(variable, VARIABLE);
    }
    return fromSettings(settings)
        .map(url -> address(url, settings.toString()))
        .orElseThrow(() ->
            UserError.usage(
                "no Maven repository is known to fetch from",
                "give the base address of one that holds org.bytedeco:cuda with --from URL or in "
                    + VARIABLE));
  }

  private static URI address(String text, String origin) {
    return parsed(text.strip())
        .filter(HttpRanges::isWeb)
        .filter(address -> address.getQuery() == null && address.getFragment() == null)
        .orElseThrow(() ->
            UserError.usage(
                origin + ": '" + HttpRanges.printable(text) + "' is no address of a repository",
                "give one that begins with https:// or http://"));
  }

  private static Optional<URI> parsed(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> fromSettings(Path settings) {
    if (!Files.isRegularFile(settings)) {
      return Optional.empty();
    }
    Element root = parse(settings);
    return mirror(root).or(() -> repository(root));
  }

  /** A mirror of everything or of the central repository. */
  private static Optional<String> mirror(Element root) {
    return below(root, "mirrors", "mirror").stream()
        .filter(mirror -> !text(mirror, "blocked").equals("true"))
        .filter(mirror -> covers(text(mirror, "mirrorOf")))
        .map(mirror -> text(mirror, "url"))
        .filter(MavenRepository::literal)
        .findFirst();
  }

  /** Maven's rule: a list of names, of which '*' stands for all and '!' excepts. */
  private static boolean covers(String mirrorOf) {
    List<String> names = List.of(mirrorOf.split("[\\s,]+"));
    return !names.contains("!central")
        && (names.contains("*") || names.contains("central") || names.contains("external:*"));
  }

  private static Optional<String> repository(Element root) {
    List<String> active =
        below(root, "activeProfiles", "activeProfile").stream()
            .map(profile -> profile.getTextContent().strip())
            .toList();
    return below(root, "profiles", "profile").stream()
        .filter(profile ->
            active.contains(text(profile, "id"))
                || children(profile, "activation").stream()
                    .anyMatch(a -> text(a, "activeByDefault").equals("true")))
        .flatMap(profile -> below(profile, "repositories", "repository").stream())
        .map(repository -> text(repository, "url"))
        .filter(MavenRepository::literal)
        .findFirst();
  }

  /** Placeholders are Maven's business. */
  private static boolean literal(String url) {
    return !url.isEmpty() && !url.contains("${");
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> list = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element && name.equals(element.getLocalName())) {
        list.add(element);
      }
    }
    return list;
  }

  private static List<Element> below(Element parent, String group, String name) {
    return children(parent, group).stream().flatMap(g -> children(g, name).stream()).toList();
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream()
        .findFirst()
        .map(element -> element.getTextContent().strip())
        .orElse("");
  }

  private static Element parse(Path settings) {
    try (InputStream in = Files.newInputStream(settings)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Silent());
      return builder.parse(in).getDocumentElement();
    } catch (SAXParseException e) {
      throw broken(settings + ":" + e.getLineNumber(), e);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw broken(settings.toString(), e);
    }
  }

  private static UserError broken(String where, Exception e) {
    return UserError.data(
        where + ": Maven's settings cannot be read: " + e.getMessage(),
        "mend the file, or give the repository with --from",
        e);
  }

  /** The parser would print to standard error by itself. */
  private static final class Silent implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {
      // Nothing of what we read depends on it.
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
