package sluice.capture;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.ndis.PacketFilters;

/**
 * How a program opens a capture.
 *
 * @param filter which frames, and how many octets of each; null for all
 * @param kernelBufferOctets size of the ring
 * @param userBufferOctets size of the buffer it reads into
 * @param minToCopyOctets least data to copy
 * @param timeoutMillis read timeout; 0 for ever, -1 not at all
 * @param packetFilter {@link PacketFilters} of the binding
 * @param mode what the driver does with the frames
 * @param loopback whether own sends are captured
 */
public record CaptureOptions(
        @Nullable BpfProgram filter,
        int kernelBufferOctets,
        int userBufferOctets,
        int minToCopyOctets,
        int timeoutMillis,
        int packetFilter,
        CaptureMode mode,
        boolean loopback) {
    /** What libpcap's Windows code opens a capture with, not promiscuous ({@code pcap-npf.c}). */
    public static final CaptureOptions WPCAP =
            new CaptureOptions(
                    null,
                    1_000_000,
                    256_000,
                    16_000,
                    1000,
                    PacketFilters.LOCAL_CAPTURE,
                    CaptureMode.CAPTURE,
                    true);

    /** The same with this filter. */
    public CaptureOptions withFilter(@Nullable BpfProgram program) {
        return new CaptureOptions(
                program,
                kernelBufferOctets,
                userBufferOctets,
                minToCopyOctets,
                timeoutMillis,
                packetFilter,
                mode,
                loopback);
    }

    /** The same with these sizes of kernel and user buffer. */
    public CaptureOptions withBuffers(int kernelOctets, int userOctets) {
        return new CaptureOptions(
                filter,
                kernelOctets,
                userOctets,
                minToCopyOctets,
                timeoutMillis,
                packetFilter,
                mode,
                loopback);
    }

    /** The same with this timeout and least data to copy. */
    public CaptureOptions withThresholds(int millis, int leastOctets) {
        return new CaptureOptions(
                filter,
                kernelBufferOctets,
                userBufferOctets,
                leastOctets,
                millis,
                packetFilter,
                mode,
                loopback);
    }

    /** The same with this packet filter. */
    public CaptureOptions withPacketFilter(int bits) {
        return new CaptureOptions(
                filter,
                kernelBufferOctets,
                userBufferOctets,
                minToCopyOctets,
                timeoutMillis,
                bits,
                mode,
                loopback);
    }

    /** The same in this mode. */
    public CaptureOptions withMode(CaptureMode value) {
        return new CaptureOptions(
                filter,
                kernelBufferOctets,
                userBufferOctets,
                minToCopyOctets,
                timeoutMillis,
                packetFilter,
                value,
                loopback);
    }

    /** A program that keeps the first {@code octets} of every frame. */
    public static BpfProgram snapLength(int octets) {
        return BpfProgram.of(BpfInstruction.of(BpfCode.RET_K, octets));
    }
}
