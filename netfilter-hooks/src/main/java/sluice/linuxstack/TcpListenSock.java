package sluice.linuxstack;

import sluice.edge.SocketOwner;
import sluice.edge.TcpListenSocket;
import sluice.inet.tcp.socket.TcpSockets;
import sluice.netfilter.Sock;

/** A listening TCP socket as rules see it, which may be given segments to other addresses. */
record TcpListenSock(TcpListenSocket listener, SocketOwner owner) implements Sock {
    TcpListenSock(TcpListenSocket listener) {
        this(listener, TcpSockets.owner(listener));
    }

    @Override
    public boolean owned() {
        return true;
    }

    @Override
    public int uid() {
        return owner.uid();
    }

    @Override
    public int gid() {
        return owner.gid();
    }

    @Override
    public int mark() {
        return owner.mark();
    }

    @Override
    public boolean transparent() {
        return owner.transparent();
    }

    @Override
    public boolean wildcard() {
        return listener.localAddress().isAny();
    }
}
