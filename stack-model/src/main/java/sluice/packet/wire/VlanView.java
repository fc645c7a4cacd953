package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * One VLAN tag read in place (IEEE 802.1Q, 802.1ad): the tag control information and the type that
 * follows it. The type that announces the tag is the last field of what stands before.
 *
 * <pre>
 *  announced by 8100/88a8 | priority 3 | DEI 1 | VLAN 12 | type or length 16 |
 * </pre>
 */
public record VlanView(byte[] octets, int offset) {
    /** Length of control information and type. */
    public static final int HEADER_OCTETS = 4;

    /** Tags that {@link #skipAll} walks at most; deeper stacks are taken as payload. */
    public static final int TAGS_MAX = 16;

    /** Empty unless the tag ends at or before {@code limit}. */
    public static Optional<VlanView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new VlanView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS;
    }

    /**
     * Where the payload begins behind a stack of tags.
     *
     * @param typeOffset offset of the Ethernet type field, whatever it holds
     * @return the offset behind the last type field; the two octets before it are the type of the
     *     payload. -1 if a tag is cut by {@code limit}
     */
    public static int skipAll(byte[] octets, int typeOffset, int limit) {
        int at = typeOffset;
        for (int tags = 0; tags <= TAGS_MAX; tags++) {
            if (limit - at < 2) {
                return -1;
            }
            if (tags == TAGS_MAX || !EtherTypes.isVlan(Octets.u16(octets, at))) {
                break;
            }
            at += HEADER_OCTETS;
        }
        return at + 2;
    }

    /** Priority code point, 0..7. */
    public int priority() {
        return Octets.u8(octets, offset) >>> 5;
    }

    /** Drop eligible indicator (802.1ad), the canonical format indicator of older 802.1Q. */
    public boolean dropEligible() {
        return (Octets.u8(octets, offset) & 0x10) != 0;
    }

    /** VLAN identifier, 0..4095; 0 tags a priority only. */
    public int vlanId() {
        return Octets.u16(octets, offset) & 0xfff;
    }

    /** What follows: an {@link EtherTypes} number or an 802.3 length. */
    public int typeOrLength() {
        return Octets.u16(octets, offset + 2);
    }

    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    public void setVlanId(int vlanId) {
        Octets.put16(octets, offset, (Octets.u16(octets, offset) & 0xf000) | (vlanId & 0xfff));
    }

    public VlanHeader toHeader() {
        return new VlanHeader(priority(), dropEligible(), vlanId(), typeOrLength());
    }
}
