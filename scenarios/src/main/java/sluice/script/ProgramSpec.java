package sluice.script;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sluice.packet.wire.OctetSequence;
import sluice.pcap.file.LinkType;

/** What runs on a host. */
public sealed interface ProgramSpec
        permits ProgramSpec.UdpEcho,
                ProgramSpec.UdpSink,
                ProgramSpec.UserProgram,
                ProgramSpec.Capture,
                ProgramSpec.RawSend,
                ProgramSpec.Busy,
                ProgramSpec.UdpFlood,
                InspectorSpec,
                RawReceiveSpec,
                TcpProgramSpec,
                LinuxProgramSpec {
    Place place();

    /** Unique in the scenario. */
    String name();

    /** The host. */
    String on();

    /** Sends each datagram back to where it came from. */
    record UdpEcho(Place place, String name, String on, int port) implements ProgramSpec {}

    /** Receives and counts. */
    record UdpSink(Place place, String name, String on, int port) implements ProgramSpec {}

    /**
     * Decides packets that a driver pends or a hook queues.
     *
     * @param decidesFor name of the driver or hook on the same host
     * @param verdict empty: the steps decide
     * @param afterNanos how long it computes about each packet
     * @param priority of its thread, 1 to 31, higher first
     */
    record UserProgram(
            Place place,
            String name,
            String on,
            String decidesFor,
            Optional<VerdictWord> verdict,
            long afterNanos,
            int priority)
            implements ProgramSpec {}

    /**
     * Captures on a NIC.
     *
     * @param preset generation of the capture driver
     * @param mode what becomes of the frames: {@code capture}, {@code statistics}, {@code dump} by
     *     the driver, {@code save} by the program
     * @param filter which frames, and how much of each; empty: all
     * @param kernelOctets size of the kernel buffer
     * @param userOctets size of the buffer that it reads into
     * @param leastOctets least data to copy
     * @param timeoutMillis read timeout; 0 for ever
     * @param packetFilter bits of the packet filter
     * @param packetsMax it stops after so many; 0: it does not
     * @param newest how many packets its display shows; 0: it has none
     * @param groups whose frames it asks for by address
     * @param reference name of the capture that it is held against; empty: none
     * @param linkType of what it captures on
     * @param resize the kernel buffer gets another size while it runs
     */
    record Capture(
            Place place,
            String name,
            NicRef nic,
            String preset,
            String mode,
            Optional<CaptureFilter> filter,
            int kernelOctets,
            int userOctets,
            int leastOctets,
            int timeoutMillis,
            int packetFilter,
            long packetsMax,
            Optional<Resize> resize,
            long startNanos,
            long lastsNanos,
            int priority,
            int newest,
            Set<Long> groups,
            String reference,
            LinkType linkType)
            implements ProgramSpec {
        /** Keeps the set from changing. */
        public Capture {
            groups = Set.copyOf(groups);
        }

        /** {@link #lastsNanos} of one that does not end by itself. */
        public static final long FOR_EVER = Long.MAX_VALUE;

        /** The preset of the embedded engine. */
        public static final String PACKETCE = "packetce";

        /** Whether the embedded engine is to capture. */
        public boolean isEmbedded() {
            return preset.equals(PACKETCE);
        }

        @Override
        public String on() {
            return nic.host();
        }

        /** Whether it ends by itself. */
        public boolean ends() {
            return lastsNanos != FOR_EVER;
        }
    }

    /** A kernel buffer gets another size. */
    record Resize(long atNanos, int kernelOctets, int userOctets) {}

    /**
     * Sends frames as they are given.
     *
     * @param writes how often one call sends the frame
     * @param queueNanos if not empty: the frame is sent at these times by one queue
     * @param timed whether the queue keeps its times
     * @param loopback whether bindings of the NIC see them
     */
    record RawSend(
            Place place,
            String name,
            NicRef nic,
            OctetSequence frame,
            int writes,
            List<Long> queueNanos,
            boolean timed,
            boolean loopback,
            long startNanos,
            int priority)
            implements ProgramSpec {
        /** Keeps the list from changing. */
        public RawSend {
            queueNanos = List.copyOf(queueNanos);
        }

        @Override
        public String on() {
            return nic.host();
        }

        /** When the last frame goes. */
        public long endNanos() {
            long first = queueNanos.isEmpty() ? 0 : queueNanos.getFirst();
            long last = queueNanos.isEmpty() || !timed ? 0 : queueNanos.getLast() - first;
            return startNanos + last;
        }
    }

    /**
     * Computes and does nothing else.
     *
     * @param priority of its thread, 1 to 31, higher first
     */
    record Busy(Place place, String name, String on, int priority, long startNanos, long lastsNanos)
            implements ProgramSpec {}

    /**
     * Sends datagrams as fast as its processor and the stack let it; when there is no room it
     * waits.
     *
     * @param eachNanos what it computes for each
     * @param countMax datagrams after which it ends
     */
    record UdpFlood(
            Place place,
            String name,
            String on,
            Target to,
            int toPort,
            int lengthOctets,
            long eachNanos,
            int countMax,
            long startNanos,
            long lastsNanos,
            int priority)
            implements ProgramSpec {}
}
