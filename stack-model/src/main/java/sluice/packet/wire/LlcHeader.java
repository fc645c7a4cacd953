package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An IEEE 802.2 LLC header as a value.
 *
 * @param destinationSap destination service access point, one octet
 * @param sourceSap source service access point, one octet
 * @param unnumbered true for one octet of control
 * @param control one octet with both low bits set if unnumbered, otherwise two octets
 */
public record LlcHeader(int destinationSap, int sourceSap, boolean unnumbered, int control) {
    public LlcHeader {
        Require.bits("destinationSap", 8, destinationSap);
        Require.bits("sourceSap", 8, sourceSap);
        Require.bits("control", unnumbered ? 8 : 16, control);
        int first = unnumbered ? control : control >>> 8;
        if (unnumbered != (LlcView.controlOctets(first) == 1)) {
            throw new IllegalArgumentException("control " + control + " has another length");
        }
    }

    /** The header before a SNAP header. */
    public static LlcHeader snap() {
        return unnumberedInformation(LlcView.SAP_SNAP);
    }

    /** Unnumbered information between equal service access points. */
    public static LlcHeader unnumberedInformation(int sap) {
        return new LlcHeader(sap, sap, true, LlcView.UNNUMBERED_INFORMATION);
    }

    public int lengthOctets() {
        return unnumbered ? 3 : 4;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, destinationSap);
        Octets.put8(octets, offset + 1, sourceSap);
        if (unnumbered) {
            Octets.put8(octets, offset + 2, control);
        } else {
            Octets.put16(octets, offset + 2, control);
        }
    }
}
