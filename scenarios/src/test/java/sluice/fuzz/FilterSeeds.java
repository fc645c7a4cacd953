package sluice.fuzz;

import java.util.List;

/** Expressions that between them use every primitive and operator of pcap-filter(7). */
final class FilterSeeds {
    static final List<String> ALL =
            """
            tcp port 80
            udp and not port 53
            host 10.0.0.1 and (tcp or icmp)
            src net 192.168.0.0/16 or dst net 10.0.0.0 mask 255.0.0.0
            ip6 host fe80::1 or ip6 net 2001:db8::/32
            ether host 02:00:00:00:00:01 and not ether broadcast
            ether proto 0x88cc or ether multicast
            portrange 6000-6008 or src portrange 1-1023
            tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src net 10
            tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
            ip[6:2] & 0x1fff = 0 and ip[9] = 17
            icmp[icmptype] = icmp-echo or icmp6[icmp6type] = icmp6-echo
            vlan 5 and tcp or vlan 6 and vlan 7
            mpls 100000 and mpls 1024 and host 192.9.200.1
            pppoes 7 and ip proto 6 or pppoed
            geneve 3 and ip or udp[8:4] = 0x12345678
            ip protochain 6 or ip6 protochain 17
            ip broadcast or ip multicast or ip6 multicast
            less 64 or greater 1400 or len % 2 = 1
            byte 5 & 3
            arp or rarp or ip proto \\ospf or sctp or vrrp or carp or pim or igmp or ah or esp
            llc i or llc ui or llc rnr or iso or isis or es-is or clnp or stp or ipx or netbeui
            l1 or l2 or iih or lsp or snp or csnp or psnp
            decnet src 10.15 or lat or moprc or mopdl or atalk or aarp
            wlan type mgt subtype beacon or wlan type data subtype qos-data
            wlan addr1 02:00:00:00:00:01 or wlan ra 02:00:00:00:00:02 or dir fromds
            type ctl subtype ps-poll or wlan src 00:11:22:33:44:55
            inbound or outbound or ifindex 3
            gateway 10.0.0.1 or ether gateway foo
            src or dst port http and dst host 1.2.3.4 or 5.6.7.8
            not (not ip or not not udp) && !(tcp || arp)
            link[0:4] ^ 0xff00ff00 > 0x1000 and ether[12:2] < 0x600
            10 - 1 - 1 == 8 and 2 * 3 + 4 / 2 - 5 % 3 << 1 >= 0x10
            -ip[0] = -69 or ip[ip[0] & 15 * 4] = 1
            ether[0] & 1 = 0 and ip[16] >= 224
            ip host 0.0.0.0 or net 0/0 or port 65535 or proto 255 or on eth0
            """
                    .lines()
                    .toList();

    private FilterSeeds() {}
}
