package sluice.linuxstack;

import sluice.edge.SocketOwner;
import sluice.netfilter.Sock;

/** A TCP connection as rules see it. */
final class TcpSock implements Sock {
    private final long cookie;
    private final SocketOwner owner;

    TcpSock(long cookie, SocketOwner owner) {
        this.cookie = cookie;
        this.owner = owner;
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
    public long cookie() {
        return cookie;
    }

    @Override
    public boolean transparent() {
        return owner.transparent();
    }

    @Override
    public boolean wildcard() {
        return false;
    }
}
