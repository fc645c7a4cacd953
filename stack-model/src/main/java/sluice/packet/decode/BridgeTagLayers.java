package sluice.packet.decode;

/** Tags that bridges put before a packet: 802.1ah, FabricPath, VN-Tag, 802.1BR, time stamps. */
final class BridgeTagLayers {
    private static final int FRAME_CHECK_OCTETS = 4;

    private final Walk walk;

    BridgeTagLayers(Walk walk) {
        this.walk = walk;
    }

    void backbone(int at, int cap, int rep) {
        if (walk.enter(Layer.BACKBONE, at, cap) && walk.has(at, 18, cap, rep)) {
            walk.link.taggedPayload(walk.u16(at + 16), at + 18, cap, rep);
        }
    }

    /** Addresses of switches, the type and a tag take the place of an Ethernet header. */
    void fabricPath(int at, int cap, int rep) {
        if (walk.enter(Layer.FABRIC_PATH, at, cap) && walk.has(at, 16, cap, rep)) {
            int end = Math.max(at + 16, rep - FRAME_CHECK_OCTETS);
            walk.link.ethernet(at + 16, Math.min(cap, end), end);
        }
    }

    void vntag(int at, int cap, int rep) {
        if (walk.enter(Layer.VNTAG, at, cap) && walk.has(at, 6, cap, rep)) {
            walk.link.taggedPayload(walk.u16(at + 4), at + 6, cap, rep);
        }
    }

    void etag(int at, int cap, int rep) {
        if (walk.enter(Layer.ETAG, at, cap) && walk.has(at, 8, cap, rep)) {
            walk.link.taggedPayload(walk.u16(at + 6), at + 8, cap, rep);
        }
    }

    /** A time stamp in 64 or 48 bits behind subtype and version, then the type of the packet. */
    void arista(int at, int cap, int rep) {
        if (!walk.enter(Layer.ARISTA, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        int version = walk.u16(at + 2);
        int stamp = version & 0xff;
        if (stamp != 0x10 && stamp != 0x20) {
            return;
        }
        int header = stamp == 0x20 ? 10 : 12;
        if (walk.has(at, header + 2, cap, rep)) {
            walk.link.etherType(walk.u16(at + header), at + header + 2, cap, rep);
        }
    }
}
