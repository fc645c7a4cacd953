package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sluice.packet.decode.Decoder;
import sluice.packet.decode.FieldSink;
import sluice.packet.decode.FieldTree;
import sluice.packet.decode.SummaryLine;

/**
 * Any frame of any link type is dissected: fields lie in it, the line is printable and short, and
 * what lies around the frame in memory changes nothing.
 */
final class DecodeFuzz {
    private static final int[] LINK_TYPES = {
        1, 0, 108, 101, 228, 229, 9, 113, 276, 105, 127, 12, 14, 50, 51, 8, 104, 107, 119, 163, 192,
        204, 220, 249, 253
    };
    private static final int AROUND = 9;

    private DecodeFuzz() {}

    /** The octets of an input with this frame. */
    static byte[] octets(int linkType, byte[] frame) {
        byte[] input = new byte[frame.length + 2];
        for (int i = 0; i < LINK_TYPES.length; i++)
            if (LINK_TYPES[i] == linkType) input[0] = (byte) i;
        System.arraycopy(frame, 0, input, 2, frame.length);
        return input;
    }

    static void run(byte[] input) {
        if (input.length < 2) return;
        int linkType = LINK_TYPES[(input[0] & 0xff) % LINK_TYPES.length];
        int captured = input.length - 2;
        int wire = captured + input[1];
        byte[] frame = Arrays.copyOfRange(input, 2, input.length);
        FieldTree tree = FieldTree.of(linkType, frame, 0, captured, wire);
        for (FieldTree.LayerNode layer : tree.layers()) assertThat(layer.fields()).isNotNull();
        assertThat(tree.protocols()).isNotNull();
        String line = line(linkType, frame, 0, captured, wire);
        assertThat(line).matches("[ -~]*").hasSizeLessThanOrEqualTo(SummaryLine.LENGTH_MAX);

        byte[] inside = new byte[captured + 2 * AROUND];
        Arrays.fill(inside, (byte) 0x5a);
        System.arraycopy(frame, 0, inside, AROUND, captured);
        assertThat(line(linkType, inside, AROUND, captured, wire)).isEqualTo(line);
        assertThat(FieldTree.of(linkType, inside, AROUND, captured, wire)).isEqualTo(tree);

        FieldSink nothing = new FieldSink() {};
        Decoder.basic().decode(linkType, frame, 0, captured, wire, nothing);
        Decoder inOrder = Decoder.basicInOrder();
        inOrder.decode(linkType, frame, 0, captured, wire, nothing);
        inOrder.decode(linkType, frame, 0, captured, wire, nothing);
    }

    private static String line(int linkType, byte[] octets, int offset, int captured, int wire) {
        SummaryLine line = new SummaryLine();
        int length = line.format(1, 0, linkType, octets, offset, captured, wire);
        return new String(line.octets(), 0, length, StandardCharsets.ISO_8859_1);
    }
}
