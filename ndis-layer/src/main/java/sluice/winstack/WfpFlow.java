package sluice.winstack;

import sluice.edge.IpAddress;

/** One flow of a socket, as the authorizing layers know it. */
record WfpFlow(
        String process,
        int protocol,
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort) {}
