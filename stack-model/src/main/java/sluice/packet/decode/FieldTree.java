package sluice.packet.decode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the dissector says about one frame, as values: for showing a packet in full.
 *
 * @param layers outermost first
 * @param faults what was wrong, in the order it was met
 */
public record FieldTree(List<LayerNode> layers, List<FaultNode> faults) {
    public FieldTree {
        layers = List.copyOf(layers);
        faults = List.copyOf(faults);
    }

    /**
     * One protocol.
     *
     * @param layer which
     * @param offsetOctets where it begins, from the start of the frame; of unpacked octets, from
     *     theirs
     * @param lengthOctets what was captured of it, payload included
     * @param fields in the order of the dissection
     */
    public record LayerNode(
            Layer layer, int offsetOctets, int lengthOctets, List<FieldNode> fields) {
        public LayerNode {
            fields = List.copyOf(fields);
        }
    }

    /**
     * One field.
     *
     * @param field which
     * @param offsetOctets where, from the start of the frame
     * @param lengthOctets octets the field lies in; 0 for one that is computed
     * @param text its value as in tables
     */
    public record FieldNode(Field field, int offsetOctets, int lengthOctets, String text) {}

    /** A fault and where it was met, from the start of the frame. */
    public record FaultNode(Fault fault, int offsetOctets) {}

    /** Dissects a frame; the parameters are those of {@link Decoder#decode}. */
    public static FieldTree of(
            int linkType, byte[] octets, int offset, int capturedLength, int wireLength) {
        Builder builder = new Builder(octets, offset);
        Decoder.full().decode(linkType, octets, offset, capturedLength, wireLength, builder);
        return builder.build();
    }

    /** Short names of the layers joined by colons. */
    public String protocols() {
        StringBuilder text = new StringBuilder();
        for (LayerNode node : layers) {
            text.append(text.isEmpty() ? "" : ":").append(node.layer.abbreviation());
        }
        return text.toString();
    }

    private static final class Builder implements FieldSink {
        private final List<Open> open = new ArrayList<>();
        private final List<FaultNode> faults = new ArrayList<>();
        private byte[] octets;
        private int origin;

        Builder(byte[] octets, int origin) {
            this.octets = octets;
            this.origin = origin;
        }

        private record Open(Layer layer, int offset, int length, List<FieldNode> fields) {}

        @Override
        public void layer(Layer layer, int offset, int lengthOctets) {
            boolean again =
                    !open.isEmpty()
                            && open.getLast().layer == layer
                            && open.getLast().offset == offset - origin
                            && open.getLast().fields.isEmpty();
            if (!again) {
                open.add(new Open(layer, offset - origin, lengthOctets, new ArrayList<>()));
            }
        }

        @Override
        public void field(Field field, int offset, int lengthOctets, long value) {
            boolean inIpv6 = !open.isEmpty() && open.getLast().layer == Layer.IPV6;
            if (field == Field.IP_VERSION && inIpv6) {
                return; // it is told again as IPv6's own
            }
            StringBuilder text = new StringBuilder();
            FieldText.append(text, field, octets, offset, lengthOctets, value);
            Open owner = owner(field, offset - origin, lengthOctets);
            if (owner != null) {
                owner.fields.add(
                        new FieldNode(field, offset - origin, lengthOctets, text.toString()));
            }
        }

        @Override
        public boolean wantsDetails() {
            return true;
        }

        /** The innermost layer of the field's protocol around it, or the innermost of all. */
        private @Nullable Open owner(Field field, int offset, int length) {
            if (!open.isEmpty() && field.layer() == Layer.IPV6 && isOptions(open.getLast())) {
                return open.getLast();
            }
            for (int i = open.size() - 1; i >= 0; i--) {
                Open layer = open.get(i);
                boolean around =
                        layer.offset <= offset && offset - layer.offset <= layer.length - length;
                if (layer.layer == field.layer() && around) {
                    return layer;
                }
            }
            return open.isEmpty() ? null : open.getLast();
        }

        private static boolean isOptions(Open layer) {
            return layer.layer == Layer.HOP_BY_HOP || layer.layer == Layer.DESTINATION_OPTIONS;
        }

        @Override
        public void fault(Fault fault, int offset) {
            faults.add(new FaultNode(fault, offset - origin));
        }

        @Override
        public void unpacked(byte[] unpacked, int lengthOctets) {
            octets = unpacked;
            origin = 0;
        }

        FieldTree build() {
            List<LayerNode> layers = new ArrayList<>();
            for (Open layer : open) {
                layers.add(new LayerNode(layer.layer, layer.offset, layer.length, layer.fields));
            }
            return new FieldTree(layers, faults);
        }
    }
}
