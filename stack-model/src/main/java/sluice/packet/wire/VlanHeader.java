package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * One VLAN tag as a value.
 *
 * @param priority priority code point, 0..7
 * @param dropEligible drop eligible indicator
 * @param vlanId VLAN identifier, 0..4095
 * @param typeOrLength what follows the tag
 */
public record VlanHeader(int priority, boolean dropEligible, int vlanId, int typeOrLength) {
    public VlanHeader {
        Require.bits("priority", 3, priority);
        Require.bits("vlanId", 12, vlanId);
        Require.bits("typeOrLength", 16, typeOrLength);
    }

    public int lengthOctets() {
        return VlanView.HEADER_OCTETS;
    }

    /** Writes the tag at {@code offset}, behind the type that announces it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put16(octets, offset, priority << 13 | (dropEligible ? 0x1000 : 0) | vlanId);
        Octets.put16(octets, offset + 2, typeOrLength);
    }
}
