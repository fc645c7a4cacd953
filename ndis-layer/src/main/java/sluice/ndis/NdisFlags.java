package sluice.ndis;

/**
 * Flags of calls of NDIS 6 (nblsend.h, nblreceive.h).
 *
 * <pre>
 *   send, send complete, return   DISPATCH_LEVEL 0x1
 *   receive                       DISPATCH_LEVEL 0x1, RESOURCES 0x2
 * </pre>
 */
public final class NdisFlags {
    /** The caller runs at DISPATCH_LEVEL. */
    public static final int DISPATCH_LEVEL = 0x1;

    /** Lists that are indicated are lent. */
    public static final int RESOURCES = 0x2;

    private NdisFlags() {}

    /** What a call says of its caller's level is looked at. */
    static void check(DriverContext caller, int flags) {
        NdisVerifier watch = caller.adapter().ndis().watch;
        if (watch != null) watch.levels().dispatchFlag(caller.party(), (flags & 1) != 0);
    }
}
