package sluice.packetce;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfProgram;
import sluice.time.UserThread;

/**
 * The library of one program. Each call enters the kernel once, which {@link sluice.tap.CopyTally}
 * counts and charges.
 */
public final class PacketCe {
    private final PktDriver driver;
    private final UserThread self;

    /** The library in the program {@code self}; its loading has called {@code PKT_Init}. */
    public PacketCe(PktDriver driver, UserThread self) {
        this.driver = driver;
        this.self = self;
    }

    /**
     * Names of the adapters in one array, each ended by a NUL, the list by one more.
     *
     * @return how long the array has to be; nothing is written if it is shorter
     */
    public int packetGetAdapterNames(byte[] names) {
        String all = String.join("\0", driver.adapterNames()) + "\0\0";
        byte[] octets = all.getBytes(StandardCharsets.US_ASCII);
        if (octets.length <= names.length) System.arraycopy(octets, 0, names, 0, octets.length);
        return octets.length;
    }

    /** Opens an adapter; null if there is none of that name. */
    public @Nullable PktHandle packetOpenAdapter(String name) {
        PktHandle handle = driver.pktOpen(name);
        if (handle != null) call(handle);
        return handle;
    }

    private void call(PktHandle handle) {
        handle.tally().systemCall(self);
    }

    /** Size of the kernel buffer. */
    public void packetSetBuff(PktHandle handle, int octets) {
        call(handle);
        handle.setBufferSize(octets);
    }

    /** Read timeout in milliseconds: 0 for ever, -1 not at all. */
    public void packetSetReadTimeout(PktHandle handle, int millis) {
        call(handle);
        handle.setReadTimeout(millis);
    }

    /** Least data to copy. */
    public void packetSetMinToCopy(PktHandle handle, int octets) {
        call(handle);
        handle.setMinToCopy(octets);
    }

    /** Installs a filter, or takes it away; false if it is refused. */
    public boolean packetSetBpf(PktHandle handle, @Nullable BpfProgram program) {
        call(handle);
        return handle.setFilter(program);
    }

    /** Packet filter; false if it is refused. */
    public boolean packetSetHwFilter(PktHandle handle, int bits) {
        call(handle);
        return handle.setPacketFilter(bits);
    }

    /** Reads records into the buffer; see {@link PktHandle#pktRead}. */
    public int packetReceivePacket(PktHandle handle, byte[] buffer) {
        call(handle);
        return handle.pktRead(self, buffer);
    }

    /** Closes it. */
    public void packetCloseAdapter(PktHandle handle) {
        call(handle);
        driver.pktClose(handle);
    }
}
