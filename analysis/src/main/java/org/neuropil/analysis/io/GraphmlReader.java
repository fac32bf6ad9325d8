package org.neuropil.analysis.io;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * GraphML with one plain graph. An edge's sign is that of its data {@code sign}, else of {@code
 * weight}; an edge without either is positive. An undirected edge stands for both directions. Nodes
 * are called by their data {@code name} or {@code label} if all have one, else by their ids; ids
 * that are 0, 1, ... in any order, or n0, n1, ... in order, are taken as node numbers.
 *
 * <p>The text is UTF-8. Document types are refused and nothing outside the file is ever fetched.
 */
final class GraphmlReader {
  private static final Set<String> UTF_8 = Set.of("UTF-8", "UTF8", "US-ASCII");
  private static final int LONGEST_TEXT = 1000;

  private final Path file;
  private final ReadOptions options;
  private final XMLStreamReader xml;
  private final EdgeBuffer edges;
  private final GraphmlNodes nodes;

  /** What the key of a node's or an edge's data stands for. */
  private final Map<String, String> nodeKeys = new HashMap<>();

  private final Map<String, String> edgeKeys = new HashMap<>();
  private final Map<String, String> defaults = new HashMap<>();
  private boolean directed = true;
  private int depth;

  private GraphmlReader(Path file, ReadOptions options, XMLStreamReader xml) {
    this.file = file;
    this.options = options;
    this.xml = xml;
    this.edges = new EdgeBuffer(file.toString());
    this.nodes = new GraphmlNodes();
  }

  static WeightedNetwork read(Path file, ReadOptions options) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("a reference to another file");
    });
    // The parser's own decoder prints to the error stream when it fails; this one does not.
    try (Reader in =
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT))) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      String encoding = xml.getCharacterEncodingScheme();
      if (encoding != null && !UTF_8.contains(encoding.toUpperCase(Locale.ROOT))) {
        throw UserError.data(
            file + ": the encoding " + IoFaults.shown(encoding), "save the file in UTF-8");
      }
      return new GraphmlReader(file, options, xml).read();
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof CharacterCodingException cause) {
        throw IoFaults.reading(file, cause);
      }
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
      throw UserError.data(
          "%s:%d: not well-formed XML: %s".formatted(file, line, reason(e)),
          "expected a GraphML file",
          e);
    } catch (IOException e) {
      throw IoFaults.reading(file, e);
    }
  }

  /** The parser puts the place on a line of its own before what is wrong. */
  private static String reason(XMLStreamException e) {
    String text = String.valueOf(e.getMessage());
    int at = text.indexOf("Message: ");
    return IoFaults.shown(at < 0 ? text : text.substring(at + "Message: ".length()));
  }

  private WeightedNetwork read() throws XMLStreamException {
    boolean graph = false;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw fault("a document type or an entity", "remove it");
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
      if (event != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      depth++;
      String element = xml.getLocalName();
      if (depth == 1 && !element.equals("graphml")) {
        throw fault("<" + IoFaults.shown(element) + ">, expected <graphml>", "give a GraphML file");
      }
      switch (element) {
        case "key" -> key();
        case "graph" -> {
          if (graph) {
            throw fault("a second graph", "give a file with one graph that is not nested");
          }
          graph = true;
          directed = !"undirected".equals(xml.getAttributeValue(null, "edgedefault"));
        }
        case "node" -> node();
        case "edge" -> edge();
        case "hyperedge" -> throw fault("a hyperedge", "replace it by edges");
        default -> {
          // Descriptions, ports and the graph's own data say nothing about its wiring.
        }
      }
    }
    if (!graph) {
      throw fault("no graph", "give a GraphML file with a graph");
    }
    return network();
  }

  private WeightedNetwork network() {
    String undeclared = nodes.undeclared();
    if (undeclared != null) {
      throw UserError.data(
          file
              + ": an edge has the node "
              + IoFaults.quoted(undeclared)
              + ", which is not declared",
          "add <node id=...> for it");
    }
    int declared = nodes.count();
    int count = options.nodes() == ReadOptions.NODES_FROM_FILE ? declared : options.nodes();
    if (count < declared) {
      throw UserError.data(
          "%s: %d nodes, expected at most %d".formatted(file, declared, count),
          "give the right number of nodes");
    }
    edges.renumber(nodes.order());
    List<String> names = nodes.names(count);
    return new WeightedNetwork(
        edges.toCsr(count, node -> names.isEmpty() ? Integer.toString(node) : names.get(node)),
        false,
        names,
        new ReadFacts("GraphML", edges.zeroWeights(), edges.duplicates()));
  }

  private void key() throws XMLStreamException {
    String id = attribute("id");
    String name = xml.getAttributeValue(null, "attr.name");
    String of = xml.getAttributeValue(null, "for");
    String meaning = (name == null ? id : name).toLowerCase(Locale.ROOT);
    boolean ofNodes = of == null || of.equals("node") || of.equals("all");
    boolean ofEdges = of == null || of.equals("edge") || of.equals("all");
    if (ofNodes && (meaning.equals("name") || meaning.equals("label"))) {
      nodeKeys.put(id, meaning);
    }
    boolean counts = ofEdges && (meaning.equals("weight") || meaning.equals("sign"));
    if (counts) {
      edgeKeys.put(id, meaning);
    }
    children((element, ignored) -> {
      String text = text();
      if (counts && element.equals("default")) {
        defaults.put(meaning, text);
      }
    });
  }

  private void node() throws XMLStreamException {
    String id = attribute("id");
    String[] name = new String[1];
    children((element, key) -> {
      if (element.equals("graph")) {
        throw fault("a graph inside of a node", "give a graph that is not nested");
      }
      String text = text();
      if (element.equals("data") && key != null && nodeKeys.containsKey(key)) {
        name[0] = text;
      }
    });
    if (!nodes.declare(id, name[0])) {
      throw fault(
          "the node " + IoFaults.quoted(id) + " a second time", "give each node its own id");
    }
    if (nodes.count() > EdgeBuffer.MOST_NODES) {
      throw fault("more than " + EdgeBuffer.MOST_NODES + " nodes", "split the network");
    }
  }

  private void edge() throws XMLStreamException {
    int source = nodes.mention(attribute("source"));
    int target = nodes.mention(attribute("target"));
    String direction = xml.getAttributeValue(null, "directed");
    boolean oneWay = direction == null ? directed : !direction.equals("false");
    Map<String, String> found = new HashMap<>(defaults);
    children((element, key) -> {
      String text = text();
      String meaning = key == null ? null : edgeKeys.get(key);
      if (element.equals("data") && meaning != null) {
        found.put(meaning, text);
      }
    });
    String sign = found.get("sign");
    float value = sign != null ? value("sign", sign) : value("weight", found.get("weight"));
    edges.add(source, target, value);
    if (!oneWay && source != target) {
      edges.add(target, source, value);
    }
  }

  private float value(String what, @Nullable String text) {
    if (text == null) {
      return 1;
    }
    String stripped = text.strip();
    float value =
        switch (stripped) {
          case "positive" -> 1;
          case "negative" -> -1;
          default -> {
            byte[] bytes = stripped.getBytes(StandardCharsets.UTF_8);
            yield NumberText.weight(bytes, 0, bytes.length);
          }
        };
    if (Float.isNaN(value)) {
      throw fault(
          "the " + what + " " + IoFaults.quoted(text) + ", expected a finite number", "correct it");
    }
    return value;
  }

  /** What happens to a child element, whose text must be read. */
  private interface Child {
    void accept(String element, @Nullable String key) throws XMLStreamException;
  }

  /** Visits the children of the current element up to its end. */
  private void children(Child child) throws XMLStreamException {
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        child.accept(xml.getLocalName(), xml.getAttributeValue(null, "key"));
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        return;
      } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw fault("an entity", "remove it");
      }
    }
  }

  /** The text of the current element, its children's left out; moves to its end. */
  private String text() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int open = 1;
    while (open > 0) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> open++;
        case XMLStreamConstants.END_ELEMENT -> open--;
        case XMLStreamConstants.ENTITY_REFERENCE -> throw fault("an entity", "remove it");
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (open == 1 && text.length() + xml.getTextLength() <= LONGEST_TEXT) {
            text.append(xml.getText());
          } else if (open == 1 && text.length() <= LONGEST_TEXT) {
            text.append(xml.getText(), 0, LONGEST_TEXT - text.length());
          }
        }
        default -> {
          // Comments and processing instructions are no text.
        }
      }
    }
    return text.toString();
  }

  private String attribute(String name) {
    String value = xml.getAttributeValue(null, name);
    if (value == null) {
      throw fault(
          "<" + IoFaults.shown(xml.getLocalName()) + "> without the attribute " + name, "add it");
    }
    return value;
  }

  private UserError fault(String found, String remedy) {
    return UserError.data(
        "%s:%d: found %s".formatted(file, xml.getLocation().getLineNumber(), found), remedy);
  }
}
