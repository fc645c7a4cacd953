package sluice.linuxstack;

import static sluice.linuxstack.ContractMutants.QUEUE;
import static sluice.linuxstack.ContractMutants.add;
import static sluice.netfilter.NfVerdict.ACCEPT;
import static sluice.netfilter.NfVerdict.DROP;
import static sluice.netfilter.NfVerdict.REPEAT;
import static sluice.netfilter.NfVerdict.STOLEN;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.linuxstack.ContractBench.BenchDrop;
import sluice.linuxstack.ContractMutants.Mutant;
import sluice.netfilter.ContractRule;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Okfn;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;

/** Mutants that do something wrong with a packet. */
final class PacketMutants {
    private PacketMutants() {}

    static void addTo(List<Mutant> all) {
        touching(all);
        ending(all);
        writing(all);
        headers(all);
    }

    /** Says one thing, and looks at the packet before when the next one comes. */
    private static NfHook looksBack(NfVerdict verdict) {
        return new NfHook() {
            private @Nullable Skb kept;

            @Override
            public NfVerdict evaluate(Skb skb, HookState state) {
                Skb before = kept;
                kept = skb;
                if (before != null) before.octets();
                return verdict;
            }
        };
    }

    private static NfHook remembersLength(NfVerdict verdict) {
        int[] last = new int[1];
        return (skb, _) -> {
            last[0] = skb.packet().lengthOctets();
            return verdict;
        };
    }

    private static void touching(List<Mutant> all) {
        add(
                all,
                ContractRule.N01,
                "read at the next packet",
                bench -> bench.input("mine", looksBack(DROP)),
                bench -> bench.input("mine", remembersLength(DROP)));
        add(
                all,
                ContractRule.N01,
                "written later",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    byte[] octets = skb.writable();
                                    bench.later(() -> octets[skb.networkOffset()] = 1);
                                    return DROP;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    byte[] octets = skb.writable().clone();
                                    bench.later(() -> octets[0] = 1);
                                    return DROP;
                                }));
        add(
                all,
                ContractRule.N02,
                "read after its end",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    skb.end(BenchDrop.ENDED_BY_HOOK);
                                    skb.octets();
                                    return STOLEN;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    skb.octets();
                                    skb.end(BenchDrop.ENDED_BY_HOOK);
                                    return STOLEN;
                                }));
        add(
                all,
                ContractRule.N02,
                "written after its end",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    byte[] octets = skb.writable();
                                    skb.end(BenchDrop.ENDED_BY_HOOK);
                                    octets[40] = 1;
                                    return STOLEN;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    byte[] octets = skb.writable();
                                    octets[40] = 1;
                                    skb.end(BenchDrop.ENDED_BY_HOOK);
                                    return STOLEN;
                                }));
        add(
                all,
                ContractRule.N02,
                "touched after it was sent on",
                bench ->
                        bench.input(
                                "mine",
                                (skb, state) -> {
                                    Okfn path = state.okfn();
                                    bench.later(() -> {
                                        path.proceed(skb);
                                        skb.setMark(skb.limit());
                                    });
                                    return STOLEN;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, state) -> {
                                    Okfn path = state.okfn();
                                    bench.later(() -> {
                                        skb.setMark(skb.limit());
                                        path.proceed(skb);
                                    });
                                    return STOLEN;
                                }));
        add(
                all,
                ContractRule.N03,
                "read at the next packet",
                bench -> {
                    bench.second.bindQueue(1, bench::hold);
                    bench.input("mine", looksBack(QUEUE));
                },
                bench -> {
                    bench.second.bindQueue(1, bench::hold);
                    bench.input("mine", remembersLength(QUEUE));
                });
        add(
                all,
                ContractRule.N04,
                "read later",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    bench.later(skb::octets);
                                    return ACCEPT;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    Packet own = skb.packet().copy(skb.packet().owner());
                                    bench.later(() -> {
                                        own.octets();
                                        own.end(BenchDrop.ENDED_BY_HOOK);
                                    });
                                    return ACCEPT;
                                }));
        add(
                all,
                ContractRule.N04,
                "marked later",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    bench.later(() -> skb.setMark(7));
                                    return ACCEPT;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    skb.setMark(7);
                                    return ACCEPT;
                                }));
        add(
                all,
                ContractRule.N23,
                "asked at the next packet",
                bench -> bench.input("mine", keepsState(false)),
                bench -> bench.input("mine", keepsState(true)));
    }

    private static NfHook keepsState(boolean rightly) {
        return new NfHook() {
            private @Nullable HookState kept;
            private @Nullable NetInterface device;

            @Override
            public NfVerdict evaluate(Skb skb, HookState state) {
                HookState before = kept;
                if (before != null && !rightly) device = before.in();
                if (rightly) device = state.in();
                kept = state;
                return device == null && rightly ? DROP : ACCEPT;
            }
        };
    }

    private static void ending(List<Mutant> all) {
        for (NfVerdict verdict : List.of(ACCEPT, DROP, QUEUE, REPEAT)) {
            add(
                    all,
                    ContractRule.N05,
                    "and " + verdict.getClass().getSimpleName(),
                    bench ->
                            bench.input(
                                    "mine",
                                    (skb, _) -> {
                                        skb.end(BenchDrop.ENDED_BY_HOOK);
                                        return verdict;
                                    }),
                    bench ->
                            bench.input(
                                    "mine",
                                    (skb, _) -> {
                                        skb.end(BenchDrop.ENDED_BY_HOOK);
                                        return STOLEN;
                                    }));
        }
        add(
                all,
                ContractRule.N06,
                "forgotten",
                bench -> bench.input("mine", (_, _) -> STOLEN),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    bench.later(() -> skb.end(BenchDrop.ENDED_BY_HOOK));
                                    return STOLEN;
                                }));
        add(
                all,
                ContractRule.N24,
                "a copy forgotten",
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    skb.packet().copy(skb.packet().owner());
                                    return ACCEPT;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (skb, _) -> {
                                    Packet copy = skb.packet().copy(skb.packet().owner());
                                    copy.end(BenchDrop.ENDED_BY_HOOK);
                                    return ACCEPT;
                                }));
        add(
                all,
                ContractRule.N19,
                "null",
                bench -> bench.input("mine", (_, _) -> nothing()),
                bench -> bench.input("mine", (_, _) -> ACCEPT));
        add(
                all,
                ContractRule.N20,
                "threw",
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    throw new IllegalStateException("oops");
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    try {
                                        throw new IllegalStateException("oops");
                                    } catch (IllegalStateException _) {
                                        return ACCEPT;
                                    }
                                }));
    }

    @SuppressWarnings("NullAway") // the mutant's very point
    private static NfVerdict nothing() {
        return null;
    }

    private static void setTtl(byte[] octets, int at) {
        Octets.put8(octets, at + 8, 9);
        new Ipv4View(octets, at).fillChecksum();
    }

    private static NfHook writes(Consumer<Skb> how) {
        return (skb, _) -> {
            how.accept(skb);
            return ACCEPT;
        };
    }

    private static void writing(List<Mutant> all) {
        Consumer<ContractBench> rightly =
                bench ->
                        bench.input(
                                "mine", writes(skb -> setTtl(skb.writable(), skb.networkOffset())));
        add(
                all,
                ContractRule.N09,
                "in place",
                bench ->
                        bench.input(
                                "mine", writes(skb -> setTtl(skb.octets(), skb.networkOffset()))),
                rightly);
        add(
                all,
                ContractRule.N09,
                "before it asked",
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> {
                                    setTtl(skb.octets(), skb.networkOffset());
                                    skb.writable();
                                })),
                rightly);
        add(
                all,
                ContractRule.N10,
                "a view was read",
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> {
                                    Ipv4View ip = skb.ipv4();
                                    byte[] octets = skb.writable();
                                    Octets.put8(octets, skb.networkOffset() + 8, ip.ttl() - 1);
                                    skb.ipv4().fillChecksum();
                                })),
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> {
                                    byte[] octets = skb.writable();
                                    Ipv4View ip = skb.ipv4();
                                    Octets.put8(octets, skb.networkOffset() + 8, ip.ttl() - 1);
                                    skb.ipv4().fillChecksum();
                                })));
        add(
                all,
                ContractRule.N10,
                "the old array was written",
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> {
                                    byte[] old = skb.octets();
                                    skb.writable();
                                    old[skb.networkOffset() + 8] = 9;
                                })),
                rightly);
    }

    private static void headers(List<Mutant> all) {
        add(
                all,
                ContractRule.N14,
                "time to live",
                bench ->
                        bench.input(
                                "mine",
                                writes(skb ->
                                        Octets.put8(skb.writable(), skb.networkOffset() + 8, 9))),
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> setTtl(skb.writable(), skb.networkOffset()))));
        add(
                all,
                ContractRule.N15,
                "data",
                bench -> bench.input("mine", writes(skb -> upper(skb, false))),
                bench -> bench.input("mine", writes(skb -> upper(skb, true))));
        add(
                all,
                ContractRule.N15,
                "address",
                bench -> bench.input("mine", writes(skb -> address(skb, false))),
                bench -> bench.input("mine", writes(skb -> address(skb, true))));
        add(
                all,
                ContractRule.N16,
                "shorter",
                bench -> bench.input("mine", writes(skb -> shorter(skb, false))),
                bench -> bench.input("mine", writes(skb -> shorter(skb, true))));
        add(
                all,
                ContractRule.N17,
                "pulled",
                bench -> bench.input("mine", writes(skb -> skb.packet().pull(20))),
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> {
                                    skb.packet().pull(20);
                                    skb.packet().push(20);
                                })));
        add(
                all,
                ContractRule.N18,
                "version",
                bench ->
                        bench.input(
                                "mine",
                                writes(skb -> Octets.put8(skb.writable(), skb.networkOffset(), 0))),
                bench ->
                        bench.input(
                                "mine",
                                writes(skb ->
                                        Octets.put8(skb.writable(), skb.networkOffset(), 0x45))));
    }

    private static void upper(Skb skb, boolean rightly) {
        if (!skb.isUdp()) return;
        byte[] octets = skb.writable();
        int udp = skb.transportOffset();
        octets[udp + 8] = 'X';
        if (rightly) fillUdp(skb, octets, udp);
    }

    private static void fillUdp(Skb skb, byte[] octets, int udp) {
        Ipv4View ip = skb.ipv4();
        TransportChecksums.fillUdp4(octets, udp, skb.limit() - udp, ip.source(), ip.destination());
    }

    private static void address(Skb skb, boolean rightly) {
        skb.writable();
        Ipv4View ip = skb.ipv4();
        int old = ip.source();
        ip.setSource(0x0a00_0009); // keeps the header checksum right
        if (rightly) skb.udp().addressChanged(old, 0x0a00_0009);
    }

    private static void shorter(Skb skb, boolean rightly) {
        if (!skb.isUdp()) return;
        byte[] octets = skb.writable();
        skb.packet().trim(skb.packet().lengthOctets() - 1);
        if (!rightly) return;
        int udp = skb.transportOffset();
        Ipv4View ip = skb.ipv4();
        ip.setTotalLengthOctets(skb.limit() - skb.networkOffset());
        ip.fillChecksum();
        Octets.put16(octets, udp + 4, skb.limit() - udp);
        fillUdp(skb, octets, udp);
    }
}
