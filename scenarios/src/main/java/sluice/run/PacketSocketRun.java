package sluice.run;

import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfRefusal;
import sluice.capture.CaptureAccount;
import sluice.linuxstack.LinuxHost;
import sluice.ndis.PacketFilters;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.PacketSocket;
import sluice.netdev.VlanTag;
import sluice.report.Figures;
import sluice.script.CaptureFilter;
import sluice.script.ProgramSpec;
import sluice.tap.CaptureStats;
import sluice.time.UserThread;

/** A capture of a scenario on a Linux host: a program with a packet socket. */
final class PacketSocketRun implements CaptureCounts {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ProgramSpec.Capture spec;
    private final LinuxHost linux;
    private final CapturedHandler handler;
    private final CaptureAccount account = new CaptureAccount();
    private @Nullable PacketSocket socket;
    private CaptureStats stats = new CaptureStats(0, 0, 0, 0);
    private String trouble = "";
    private boolean stopping;

    PacketSocketRun(ProgramSpec.Capture spec, LinuxHost linux, CapturedHandler handler) {
        this.spec = spec;
        this.handler = handler;
        this.linux = linux;
        var host = linux.host();
        var lane = host.cpu().thread();
        if (spec.startNanos() == 0) start();
        else host.scheduler().schedule(spec.startNanos(), lane, PacketSocketRun::start, this);
        if (!spec.ends()) return;
        long end = spec.startNanos() + spec.lastsNanos();
        host.scheduler().schedule(end, lane, PacketSocketRun::stop, this);
    }

    private void start() {
        linux.host().cpu().start(spec.name(), spec.priority(), this::run);
    }

    @Override
    public void stop() {
        stopping = true;
        PacketSocket open = socket;
        if (open != null) open.close();
    }

    private void run(UserThread self) {
        PacketSocket open = linux.packetSocket();
        socket = open;
        String name = spec.nic().nic();
        open.bind(name);
        // A frame passes lo twice; a capture has it once (libpcap, pcap-linux.c:
        // linux_check_direction).
        open.setIgnoreOutgoing(name.equals("lo"));
        setMembership(true);
        open.setReceiveBuffer(spec.kernelOctets());
        BpfRefusal refusal =
                open.attachFilter(spec.filter().map(CaptureFilter::socketProgram).orElse(null));
        if (refusal != null) {
            trouble = "filter refused: " + refusal;
            setMembership(false);
            open.close();
            return;
        }
        int room = Math.max(1, spec.userOctets());
        int snap = spec.filter().map(CaptureFilter::snapOctets).orElse(Integer.MAX_VALUE);
        byte[] buffer = new byte[VlanTag.OCTETS + room];
        long wait = spec.timeoutMillis() == 0 ? Long.MAX_VALUE : timeoutNanos();
        while (!stopping) {
            int length = open.receive(self, buffer, VlanTag.OCTETS, room, wait);
            if (length == PacketSocket.NOTHING) continue;
            // As libpcap does: the tag back into the frame, and of that no more than was asked for.
            int at = VlanTag.putBack(open.lastVlanTag(), buffer, VlanTag.OCTETS, length);
            int back = VlanTag.OCTETS - at;
            int captured = Math.min(length + back, snap);
            int wire = open.lastWireOctets() + back;
            account.take(self.nowNanos(), open.lastTimeNanos(), captured, wire);
            handler.captured(open.lastTimeNanos(), buffer, at, captured, wire);
            if (account.packets() == spec.packetsMax()) break;
        }
        setMembership(false);
        open.close();
    }

    /**
     * PACKET_MR_PROMISC and PACKET_MR_MULTICAST, where the scenario asks for it: left when the
     * socket is closed.
     */
    private void setMembership(boolean on) {
        boolean promiscuous = (spec.packetFilter() & PacketFilters.PROMISCUOUS) != 0;
        for (NetDevice device : linux.devices()) {
            boolean here = device.name().equals(spec.nic().nic());
            if (!here || !(device instanceof EthernetDevice card)) continue;
            if (promiscuous) card.setPromiscuous(on);
            for (long group : spec.groups()) {
                if (on) card.addGroup(group);
                else card.removeGroup(group);
            }
        }
    }

    private long timeoutNanos() {
        return spec.timeoutMillis() * NANOS_PER_MILLI;
    }

    /** The kernel's counters are zeroed by reading; so they are added up here. */
    private CaptureStats stats() {
        PacketSocket open = socket;
        if (open == null) return stats;
        CaptureStats more = open.takeStatistics();
        stats =
                new CaptureStats(
                        stats.received() + more.received(),
                        stats.dropped() + more.dropped(),
                        stats.captured() + more.captured(),
                        stats.rejected() + more.rejected());
        return stats;
    }

    @Override
    public long counter(String name) {
        PacketSocket open = socket;
        if (name.equals("troubles")) return trouble.isEmpty() ? 0 : 1;
        if (open == null) return 0;
        // each of its reads is a system call
        if (name.equals("reads") || name.equals("calls")) return open.tally().systemCalls();
        return new EngineCounts(stats(), account, open.tally()).counter(name).orElse(0);
    }

    @Override
    public String did() {
        if (!trouble.isEmpty()) return "did not capture: " + trouble;
        CaptureStats counted = stats();
        return "packet socket: received "
                + Figures.grouped(counted.received())
                + ", dropped "
                + Figures.grouped(counted.dropped())
                + "; got "
                + Figures.counted(account.packets(), "packet");
    }
}
