package com.example.filter;

import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.ndis.filter.Frames;
import sluice.packet.Packet;

/** Lets no DNS query out of the machine: drops what is sent to UDP port 53. */
public final class DnsBlocker implements FilterDriver {
    private static final int DNS_PORT = 53;

    @Override
    public Verdict onSend(Packet packet) {
        boolean dns = Frames.isUdp(packet) && Frames.destinationPort(packet) == DNS_PORT;
        return dns ? Verdict.drop(BlockerDrop.DNS_IS_BLOCKED) : Verdict.PASS;
    }
}
