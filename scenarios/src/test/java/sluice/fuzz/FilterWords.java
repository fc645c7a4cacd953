package sluice.fuzz;

import java.util.Arrays;
import java.util.List;

/** The words of pcap-filter(7) and some names that are known without asking anybody. */
final class FilterWords {
    private static final String WORDS =
            """
            ether ip ip6 arp rarp tcp udp icmp icmp6 igmp igrp pim vrrp carp sctp ah esp
            ppp slip fddi tr wlan link radio decnet lat moprc mopdl sca atalk aarp
            iso esis es-is isis is-is clnp stp ipx netbeui l1 l2 iih lsp snp csnp psnp
            host net mask port portrange proto protochain gateway type subtype dir direction
            less greater byte broadcast multicast and or not len length inbound outbound
            ifindex vlan mpls pppoed pppoes geneve llc src dst
            on ifname rset ruleset rnr rulenum srnr subrulenum reason action
            addr1 addr2 addr3 addr4 address1 address2 address3 address4 ra ta
            lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect
            fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls
            icmptype icmpcode icmp-echo icmp-unreach icmp6type icmp6code icmp6-echo
            tcpflags tcp-fin tcp-syn tcp-rst tcp-push tcp-ack tcp-urg tcp-ece tcp-cwr
            mgt ctl data nods tods fromds dstods assoc-req beacon ps-poll rts qos-data
            i s u rr rej ui http domain ssh ntp ospf gre
            """;

    static final List<String> ALL = Arrays.stream(WORDS.split("\\s+")).distinct().toList();

    private FilterWords() {}
}
