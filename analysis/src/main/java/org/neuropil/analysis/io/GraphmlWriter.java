package org.neuropil.analysis.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.AtomicFile;
import org.neuropil.matrix.io.CsrArrays;

/** Writes GraphML: nodes n0, n1, ..., with names if they have any, and edges with weights. */
final class GraphmlWriter {
  static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";

  private GraphmlWriter() {}

  static void write(Path file, WeightedNetwork network) {
    for (String name : network.names()) {
      if (!name.codePoints().allMatch(GraphmlWriter::allowed)) {
        throw UserError.data(
            file
                + ": the name "
                + IoFaults.quoted(name)
                + " has characters that XML does not allow",
            "rename the node");
      }
    }
    AtomicFile.write(
        file,
        out -> {
          try {
            write(out, network);
          } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException cause ? cause : new IOException(e);
          }
        });
  }

  private static boolean allowed(int character) {
    if (character < 0x20) {
      return character == '\t' || character == '\n';
    }
    return character != 0xFFFE && character != 0xFFFF && (character < 0xD800 || character > 0xDFFF);
  }

  private static void write(OutputStream out, WeightedNetwork network) throws XMLStreamException {
    XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("graphml");
    xml.writeDefaultNamespace(NAMESPACE);
    xml.writeCharacters("\n");
    if (!network.names().isEmpty()) {
      key(xml, "name", "node", "string");
    }
    key(xml, "weight", "edge", "float");
    xml.writeStartElement("graph");
    xml.writeAttribute("edgedefault", "directed");
    xml.writeCharacters("\n");
    for (int node = 0; node < network.nodes(); node++) {
      if (network.names().isEmpty()) {
        xml.writeEmptyElement("node");
        xml.writeAttribute("id", "n" + node);
      } else {
        xml.writeStartElement("node");
        xml.writeAttribute("id", "n" + node);
        data(xml, "name", network.name(node));
        xml.writeEndElement();
      }
      xml.writeCharacters("\n");
    }
    CsrArrays matrix = network.senderRows();
    for (int row = 0; row < matrix.rows(); row++) {
      for (int e = matrix.rowOffsets()[row]; e < matrix.rowOffsets()[row + 1]; e++) {
        xml.writeStartElement("edge");
        xml.writeAttribute("source", "n" + row);
        xml.writeAttribute("target", "n" + matrix.columns()[e]);
        data(xml, "weight", NumberText.text(matrix.values()[e]));
        xml.writeEndElement();
        xml.writeCharacters("\n");
      }
    }
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
    xml.flush();
  }

  private static void key(XMLStreamWriter xml, String name, String of, String type)
      throws XMLStreamException {
    xml.writeEmptyElement("key");
    xml.writeAttribute("id", name);
    xml.writeAttribute("for", of);
    xml.writeAttribute("attr.name", name);
    xml.writeAttribute("attr.type", type);
    xml.writeCharacters("\n");
  }

  private static void data(XMLStreamWriter xml, String key, String value)
      throws XMLStreamException {
    xml.writeStartElement("data");
    xml.writeAttribute("key", key);
    xml.writeCharacters(value);
    xml.writeEndElement();
  }
}
