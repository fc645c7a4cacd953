package sluice.run;

import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.inet.tcp.socket.TcpOrigins;

/**
 * One host's stack as a runner builds and changes it, whichever kind it is. NICs are in the host
 * already; all else may change while the run goes on.
 */
public interface StackAssembly {
    /** The stack as programs and reports see it. */
    HostStack stack();

    /** Gives an interface an address with its prefix. */
    void addAddress(String nic, IpAddress address, int prefixLength);

    /** Gives an interface this IPv4 address in place of those it has. */
    void setAddress(String nic, int ipv4Address, int prefixLength);

    /** Gives an interface another station address; false if it keeps its own. */
    boolean setMac(String nic, long mac);

    /** Adds a route; an unspecified gateway means on the link. */
    void addRoute(IpAddress network, int prefixLength, IpAddress gateway, String nic);

    /** Enters a neighbour's address as a program with the right to do so does. */
    void addNeighbour(String nic, IpAddress address, long mac);

    /** Lets {@code origins} say where the numbers of new TCP connections begin. */
    void originTcpBy(TcpOrigins origins);

    /** Passes packets on for others, or not. */
    void setForwarding(boolean on);
}
