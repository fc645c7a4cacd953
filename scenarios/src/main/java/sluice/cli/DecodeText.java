package sluice.cli;

import java.time.Instant;
import sluice.packet.decode.FieldTree;
import sluice.pcap.file.CaptureReader;
import sluice.report.Figures;
import sluice.report.Palette;
import sluice.report.Table;

/** One packet with all its fields, for a person. */
final class DecodeText {
    private DecodeText() {}

    static String of(CaptureReader reader, long number, FieldTree tree, Palette palette) {
        var text = new StringBuilder();
        text.append(palette.strong("packet " + Figures.grouped(number)));
        if (reader.hasTime()) {
            text.append("  ").append(Instant.ofEpochSecond(reader.epochSeconds(), reader.nanos()));
        }
        text.append("  ").append(Figures.grouped(reader.wireLengthOctets())).append(" octets");
        if (reader.capturedLengthOctets() < reader.wireLengthOctets()) {
            text.append(", ")
                    .append(Figures.grouped(reader.capturedLengthOctets()))
                    .append(" captured");
        }
        text.append("  ").append(tree.protocols()).append('\n');
        for (FieldTree.LayerNode layer : tree.layers()) {
            text.append(palette.strong(layer.layer().title()));
            text.append(
                            palette.faint(
                                    "  octet "
                                            + layer.offsetOctets()
                                            + ", "
                                            + layer.lengthOctets()
                                            + " octets"))
                    .append('\n');
            var table = new Table(Table.Side.LEFT, Table.Side.LEFT, Table.Side.LEFT);
            for (FieldTree.FieldNode field : layer.fields()) {
                String where =
                        field.lengthOctets() == 0
                                ? ""
                                : "@" + field.offsetOctets() + "+" + field.lengthOctets();
                table.row(
                        "    " + field.field().abbreviation(), field.text(), palette.faint(where));
            }
            text.append(table.text());
        }
        for (FieldTree.FaultNode fault : tree.faults()) {
            text.append(palette.bad("fault"))
                    .append(" at octet ")
                    .append(fault.offsetOctets())
                    .append(": ")
                    .append(fault.fault().text())
                    .append('\n');
        }
        return text.toString();
    }
}
