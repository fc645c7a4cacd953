package sluice.linuxstack;

import sluice.edge.SocketEdge;
import sluice.netfilter.Sock;

/** What only Linux lets a program say of any of its sockets; user and group are 0 at first. */
public interface LinuxSocket extends SocketEdge.Socket, Sock {
    /** The user and group of the program ({@code fsuid} and {@code fsgid} when it was opened). */
    void setOwner(int uid, int gid);

    /** {@code SO_MARK}: mark of what it sends; takes part in the first route lookup. */
    void setMark(int mark);

    /** {@code IP_TRANSPARENT}. */
    void setTransparent(boolean on);
}
