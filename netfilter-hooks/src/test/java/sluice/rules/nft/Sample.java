package sluice.rules.nft;

/** Rulesets of our own that use most of the language. */
final class Sample {
    private Sample() {}

    static final String TEXT =
            """
            # a router
            define lan = { "lan0", "lan1" }
            define wan = wan0
            define net = 192.168.7.0/24
            flush ruleset
            table inet edge {
                comment "the whole"
                set blocked { type ipv4_addr; flags interval; auto-merge; elements = { 10.0.0.0/8, 10.1.0.0/16, 192.0.2.1-192.0.2.9 } }
                set seen { typeof ip saddr . tcp dport; flags dynamic,timeout; timeout 1h30m; size 128; }
                map marks { type inet_service : mark; elements = { 22 : 0x11, https : 0x22 } }
                map ways { type ifname . inet_proto : verdict; elements = { "lan0" . tcp : jump web, "lan1" . udp : drop } }
                counter all { packets 5 bytes 500 }
                quota much { over 10 mbytes }
                limit slow { rate 10/minute burst 3 packets }
                ct helper files { type "ftp" protocol tcp; l3proto inet; }
                ct timeout short { protocol tcp; l3proto ip; policy = { established : 1m40s, close : 4 }; }
                ct expectation back { protocol udp; dport 5060; timeout 2m; size 3; l3proto ip; }
                chain web {
                    tcp dport { 80, 443, 8000-8080 } ct state new limit rate 30/minute burst 10 packets counter accept comment "web"
                    tcp flags & (fin|syn|rst|ack) == syn meta mark set tcp dport map @marks
                    tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                    tcp flags != fin,psh,urg log prefix "odd: " level info flags tcp sequence,options group 2
                    add @seen { ip saddr . tcp dport timeout 10m limit rate over 5/second }
                    reject with tcp reset
                }
                chain input {
                    type filter hook input priority filter - 5; policy drop;
                    ct state vmap { established : accept, related : accept, invalid : drop }
                    iifname $lan ip saddr $net ip daddr != @blocked counter name all goto web
                    iifname . meta l4proto vmap @ways
                    iifname "eth*" ip protocol icmp icmp type { echo-request, time-exceeded } icmp id 7 accept
                    ip6 nexthdr icmpv6 icmpv6 type nd-neighbor-solicit ip6 hoplimit 255 accept
                    meta l4proto { tcp, udp } th dport 53 quota name much accept
                    ip saddr . udp sport { 10.0.0.1 . 53, 10.0.0.0/24 . 1024-65535 } queue flags bypass to 1-3
                    ip dscp cs1 ip ecn ce ip frag-off & 0x1fff != 0 @th,16,16 53 drop
                    meta hour "22:00"-"06:00" meta day { Monday, Tue } drop
                    ct original ip saddr 10.0.0.1 ct count over 5 limit name slow reject
                    fib daddr . iif type != { local, broadcast } fib saddr . iif oif missing drop
                    socket transparent 1 meta skuid 0 numgen inc mod 3 vmap { 0 : accept, 1 : drop, * : continue }
                    frag more-fragments 1 exthdr hbh missing meta length 100-200 last
                    ct mark set meta mark and 0xff or 0x100
                    tcp dport 21 ct helper set "files" ct timeout set "short"
                    udp dport 5060 ct expectation set "back"
                    osf ttl skip version "Linux:3.0" osf name { "Linux", "unknown" } drop
                    jhash ip saddr . tcp sport mod 8 seed 0xdeadbeef 3 accept
                }
                chain dst {
                    type nat hook prerouting priority dstnat; policy accept;
                    iifname $wan tcp dport 2222 dnat ip to 192.168.7.9:22 persistent
                    meta nfproto ipv4 dnat to tcp dport map { 80 : 10.0.0.1 . 8080, 81 : 10.0.0.2 . 8081 }
                    udp dport 53 redirect to :5353
                }
                chain src {
                    type nat hook postrouting priority srcnat;
                    oifname $wan masquerade fully-random,persistent
                    ip saddr 10.0.0.0/8 snat to 192.0.2.1-192.0.2.4
                }
            }
            table netdev early {
                chain in { type filter hook ingress device "wan0" priority -500; ether saddr 02:00:00:00:00:01 vlan id 7 drop; }
            }
            table ip raw
            add chain ip raw out { type filter hook output priority raw; }
            add rule ip raw out udp dport 53 ip ttl set 5 ip dscp set ef notrack
            insert rule ip raw out index 0 meta mark set 1 \\
                counter
            delete rule ip raw out handle 2
            add element inet edge blocked { 172.16.0.0/12 }
            """;

    static final String JSON =
            """
            {"nftables": [
              {"metainfo": {"version": "1.0.6"}},
              {"table": {"family": "inet", "name": "t", "handle": 1}},
              {"set": {"family": "inet", "table": "t", "name": "s", "type": ["ipv4_addr", "inet_service"], "flags": ["interval"],
                "elem": [{"concat": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"range": [1, 9]}]}]}},
              {"map": {"family": "inet", "table": "t", "name": "m", "type": "inet_service", "map": "verdict",
                "elem": [[22, {"accept": null}], [23, {"jump": {"target": "c"}}]]}},
              {"counter": {"family": "inet", "table": "t", "name": "n", "packets": 1, "bytes": 2}},
              {"ct helper": {"family": "inet", "table": "t", "name": "h", "type": "tftp", "protocol": "udp", "l3proto": "ip6"}},
              {"ct timeout": {"family": "inet", "table": "t", "name": "o", "protocol": "udp", "l3proto": "ip", "policy": {"replied": 9}}},
              {"ct expectation": {"family": "inet", "table": "t", "name": "e", "protocol": "tcp", "dport": 9, "timeout": 120000, "size": 12, "l3proto": "ip"}},
              {"chain": {"family": "inet", "table": "t", "name": "c"}},
              {"chain": {"family": "inet", "table": "t", "name": "i", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}},
              {"rule": {"family": "inet", "table": "t", "chain": "i", "comment": "x", "expr": [
                {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["new", "related"]}},
                {"match": {"op": "==", "left": {"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, ["syn", "ack"]]}, "right": "syn"}},
                {"match": {"op": "==", "left": {"concat": [{"payload": {"protocol": "ip", "field": "saddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]}, "right": "@s"}},
                {"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, "data": "@m"}},
                {"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"|": [{"meta": {"key": "mark"}}, 3]}}},
                {"limit": {"rate": 5, "per": "minute", "burst": 2}}, {"log": {"prefix": "p", "flags": "all"}},
                {"counter": "n"}, {"reject": {"type": "icmpx", "expr": "port-unreachable"}}]}},
              {"add": {"element": {"family": "inet", "table": "t", "name": "m", "elem": [[80, {"drop": null}]]}}},
              {"flush": {"chain": {"family": "inet", "table": "t", "name": "c"}}}
            ]}
            """;
}
