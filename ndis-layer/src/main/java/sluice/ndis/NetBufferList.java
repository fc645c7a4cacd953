package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * A set of packets as drivers of NDIS 6 pass it ({@code NET_BUFFER_LIST}): one or more {@link
 * NetBuffer}s, a status, room for the drivers' notes. A second skin over the wrapper's records.
 *
 * <p>Lists are chained by {@link #next}; calls take whole chains. A list that a protocol sends with
 * several net buffers crosses the wrapper as a chain of that many lists of one, and the protocol
 * sees one completion. Differs: on Windows such a list reaches the miniport undivided.
 */
public final class NetBufferList {
    /** Flag: a send that NDIS looped back. */
    public static final int IS_LOOPBACK_PACKET = 0x8000;

    private final NetBuffer first;
    private @Nullable NetBufferList next;
    private @Nullable Object context;
    private @Nullable Object scratch;
    private NdisStatus status = NdisStatus.SUCCESS;
    private boolean statusSet;
    private @Nullable NetBufferList cloneOf;
    private int children;
    int partsOut;

    /** How its parts went so far: the first status that is not success. */
    NdisStatus partsStatus = NdisStatus.SUCCESS;

    NetBufferList(NdisPacket record) {
        this.first = new NetBuffer(record);
    }

    void clear() {
        next = null;
        context = null;
        scratch = null;
        status = NdisStatus.SUCCESS;
        first.next = null;
        cloneOf = null;
        children = 0;
        partsOut = 0;
    }

    NdisPacket record() {
        return first.record();
    }

    NetBuffer firstBuffer() {
        return first;
    }

    /** Somebody other than the wrapper looks at it, or writes to it. */
    private void touch() {
        PacketLease whose = record().lease;
        if (whose != null) whose.check();
    }

    /** Somebody is given it: the status is not his yet. */
    void begin() {
        statusSet = false;
    }

    /** Whether whoever has it has set the status. */
    boolean statusSet() {
        return statusSet;
    }

    /** Whether net buffers were added to the one that it is given with. */
    boolean hasGrown() {
        return first.next != null;
    }

    /** What cancels it while it is queued; null for nothing. */
    public @Nullable Object cancelId() {
        return record().cancelId();
    }

    /** NDIS_SET_NET_BUFFER_LIST_CANCEL_ID. */
    public void setCancelId(@Nullable Object id) {
        record().setCancelId(id);
    }

    /** As {@link #unchain}, for the wrapper: whose list it is is looked at later. */
    @Nullable NetBufferList detach() {
        NetBufferList rest = next;
        next = null;
        return rest;
    }

    /** As {@link #next}, for the wrapper. */
    @Nullable NetBufferList following() {
        return next;
    }

    /** Whether another list is behind it. */
    boolean isChained() {
        return next != null;
    }

    /** As {@link #setNext}, for the wrapper. */
    void attach(NetBufferList following) {
        next = following;
    }

    /** As {@link #status}, for the wrapper. */
    NdisStatus said() {
        return status;
    }

    /** As {@link #setStatus}, for the wrapper. */
    void say(NdisStatus value) {
        status = value;
    }

    /** The first packet. */
    public NetBuffer firstNetBuffer() {
        touch();
        return first;
    }

    /**
     * Adds the packet of {@code other} behind those of this list; {@code other} must not be used
     * any more. Before the list is sent only.
     */
    public void append(NetBufferList other) {
        touch();
        NetBuffer last = first;
        while (last.next != null) last = last.next;
        last.next = other.first;
    }

    /** The next list of the chain, or null. */
    public @Nullable NetBufferList next() {
        touch();
        return next;
    }

    /** Chains another list behind this one. */
    public void setNext(@Nullable NetBufferList list) {
        touch();
        next = list;
    }

    /** Takes this list out of its chain; returns what followed. */
    public @Nullable NetBufferList unchain() {
        touch();
        return detach();
    }

    /** How the send went; set by whoever completes it. */
    public NdisStatus status() {
        touch();
        return status;
    }

    /** Sets how the send went. */
    public void setStatus(NdisStatus value) {
        touch();
        statusSet = true;
        status = value;
    }

    /** Flags: {@link #IS_LOOPBACK_PACKET}. */
    public int flags() {
        return (record().flags() & PacketFlags.IS_LOOPBACK_PACKET) != 0 ? IS_LOOPBACK_PACKET : 0;
    }

    /**
     * SourceHandle: whose list it is; the originator's to set, and nobody else's to change.
     *
     * <p>Differs: the wrapper finds the way back without it.
     */
    public @Nullable Object sourceHandle() {
        touch();
        return record().record().sourceHandle;
    }

    /** Sets the SourceHandle; before the list is sent only. */
    public void setSourceHandle(@Nullable Object handle) {
        touch();
        record().record().sourceHandle = handle;
    }

    /** ParentNetBufferList: what it is a clone of; null if it is none. */
    public @Nullable NetBufferList parentNetBufferList() {
        touch();
        return cloneOf;
    }

    /** ChildRefCount: clones of it that have not been freed. */
    public int childRefCount() {
        touch();
        return children;
    }

    void bornOf(NetBufferList parent) {
        cloneOf = parent;
        parent.children++;
    }

    void leaveParent() {
        NetBufferList parent = cloneOf;
        cloneOf = null;
        if (parent != null) parent.children--;
    }

    /** Context space of the driver that made the list. */
    public @Nullable Object context() {
        touch();
        return context;
    }

    /** Sets the context. */
    public void setContext(@Nullable Object value) {
        touch();
        context = value;
    }

    /** For the driver that holds it now, until it passes it on. */
    public @Nullable Object scratch() {
        touch();
        return scratch;
    }

    /** Sets the scratch. */
    public void setScratch(@Nullable Object value) {
        touch();
        scratch = value;
    }

    @Override
    public String toString() {
        return "NET_BUFFER_LIST over packet " + record().packetId();
    }
}
