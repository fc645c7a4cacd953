package sluice.ndis;

/**
 * Memory that driver and device both see (NdisMAllocateSharedMemory): allocated and freed at
 * PASSIVE_LEVEL, used at any.
 */
public final class NdisSharedMemory {
    private static final String KIND = "shared memory";
    private static final BugCode FREED_TWICE = new BugCode(0x7C, 0x03);

    private final ObjectOwner owner;
    private final byte[] octets;
    private boolean freed;

    NdisSharedMemory(ObjectOwner owner, int lengthOctets) {
        this.owner = owner;
        this.octets = new byte[lengthOctets];
        owner.acquired(this, KIND);
    }

    /** The octets. */
    public byte[] octets() {
        if (freed) owner.report(IrqlRule.I10, "shared memory was used after it was freed");
        return octets;
    }

    /** NdisMFreeSharedMemory. */
    public void free() {
        owner.calls(NdisCall.FREE_SHARED);
        if (freed) owner.report(IrqlRule.I10, "shared memory was freed twice", FREED_TWICE);
        else owner.released(this, KIND);
        freed = true;
    }
}
