package sluice.route;

/**
 * The settings of one interface that routing, ARP and ICMP read (Linux, {@code
 * net.ipv4.conf.NAME.*}); {@code all} and {@code default} have one each.
 */
public final class InterfaceSettings {
    /** Whether packets for others are forwarded that come in here. */
    public boolean forwarding;

    /** Reverse path filter: 0 off, 1 strict, 2 loose. */
    public int rpFilter;

    /** Packets from this host's own addresses are accepted from outside. */
    public boolean acceptLocal;

    /** The mark takes part when the way back to a source is looked up. */
    public boolean sourceValidMark;

    /** 127/8 is routed like any address. */
    public boolean routeLocalnet;

    /** Redirects are sent. */
    public boolean sendRedirects = true;

    /** Redirects are believed. */
    public boolean acceptRedirects = true;

    /** The link is taken to be shared by several subnets. */
    public boolean sharedMedia = true;

    /** Which requests are answered: 0 any local address, 1 those of this interface. */
    public int arpIgnore;

    /** Requests for addresses routed elsewhere are answered. */
    public boolean proxyArp;

    /** Source-routed packets are accepted. */
    public boolean acceptSourceRoute;

    /** All at the kernel's defaults. */
    public InterfaceSettings() {}

    /** The same values in a new object: what a new interface gets from {@code default}. */
    public InterfaceSettings copy() {
        var copy = new InterfaceSettings();
        copy.forwarding = forwarding;
        copy.rpFilter = rpFilter;
        copy.acceptLocal = acceptLocal;
        copy.sourceValidMark = sourceValidMark;
        copy.routeLocalnet = routeLocalnet;
        copy.sendRedirects = sendRedirects;
        copy.acceptRedirects = acceptRedirects;
        copy.sharedMedia = sharedMedia;
        copy.arpIgnore = arpIgnore;
        copy.proxyArp = proxyArp;
        copy.acceptSourceRoute = acceptSourceRoute;
        return copy;
    }
}
