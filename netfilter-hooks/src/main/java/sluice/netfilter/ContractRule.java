package sluice.netfilter;

/**
 * The rules of the hook contract: what the Linux kernel expects of a hook function, and what
 * becomes of it there if the hook does something else.
 *
 * <p>Some are looked at always, since it costs nothing; the others while a verifier is on ({@code
 * LinuxHost.Builder.verifier}). A breach is entered in the run's book under {@link #id}, the packet
 * is lost if it is still there, and the run goes on.
 */
public enum ContractRule {
    N01(
            Severity.FATAL,
            false,
            "a packet was touched after DROP",
            "nf_hook_slow frees it (kfree_skb_reason): use after free",
            "the hook gets a descriptor of its own, which is dead after the verdict"),
    N02(
            Severity.FATAL,
            false,
            "a stolen packet was touched after it was ended or sent on",
            "use after free, or a race with whoever has it now",
            "its descriptor is dead from then on; its octets are poisoned when it ends"),
    N03(
            Severity.FATAL,
            false,
            "a packet was touched after QUEUE",
            "it belongs to nf_queue and may be freed at any time",
            "the hook gets a descriptor of its own, which is dead after the verdict"),
    N04(
            Severity.FATAL,
            false,
            "a packet was touched after ACCEPT",
            "it belongs to the next hook and to the stack and may be freed at any time",
            "the hook gets a descriptor of its own, which is dead after the verdict"),
    N05(
            Severity.FATAL,
            true,
            "a packet was ended and the verdict was not STOLEN",
            "nf_hook_slow goes on with freed memory, or frees it again",
            "the packet is looked at after the call"),
    N06(
            Severity.ERROR,
            false,
            "a packet was stolen and neither ended nor sent on",
            "leaked memory (kmemleak); sockets that wait for send buffer hang",
            "stolen packets that are where they were when nothing is left to do"),
    N07(
            Severity.FATAL,
            true,
            "REPEAT without end",
            "the processor never leaves the softirq: soft lockup; Linux 6.x knows REPEAT only for packets that come back from a queue and for anything else warns and leaks",
            "calls of one hook about one packet are counted, 1000 at most"),
    N08(
            Severity.FATAL,
            true,
            "a hook was to wait",
            "BUG: scheduling while atomic; hooks run under rcu_read_lock, mostly in softirq",
            "the calls that wait look whether a hook runs"),
    N09(
            Severity.FATAL,
            false,
            "octets were written without making them private",
            "clones see the change, such as a capture or a TCP retransmission; skb_ensure_writable comes first",
            "the array is lent to the verifier during the call and compared"),
    N10(
            Severity.FATAL,
            false,
            "a view or array was used after the packet had got another",
            "pointers into the header are stale after skb_ensure_writable, pskb_may_pull and the like: use after free",
            "views are taken back and the old array poisoned when the packet gets another"),
    N11(
            Severity.FATAL,
            true,
            "a parked packet was answered twice",
            "nf_reinject frees the entry: double free",
            "the right to answer can be used once"),
    N12(
            Severity.FATAL,
            true,
            "a parked packet of another queue was answered",
            "list_del from a list it is not in; the listener's own answer then finds nothing",
            "a queue knows its entries, a hook those that it queued"),
    N13(
            Severity.WARNING,
            false,
            "a hook was unregistered while packets were parked",
            "nf_queue_nf_hook_drop drops all that waits in the namespace's queues",
            "queues are looked at when a hook is taken out"),
    N14(
            Severity.ERROR,
            false,
            "an IPv4 header was changed and its checksum was not",
            "the next hop's ip_rcv drops it and counts InHdrErrors; ip_fast_csum or csum_replace2 belongs to the change",
            "a header checksum that was right before the call is wrong after it"),
    N15(
            Severity.ERROR,
            false,
            "addresses, ports or data were changed and the transport checksum was not",
            "the receiver drops it and counts InCsumErrors; inet_proto_csum_replace4 belongs to the change",
            "a transport checksum that was right before the call is wrong after it and not left to be done"),
    N16(
            Severity.ERROR,
            false,
            "the length was changed and the length in the IP header was not",
            "receivers trim to tot_len or drop as truncated (ip_rcv_core)",
            "the data and the header's length agreed before the call and do not after it"),
    N17(
            Severity.FATAL,
            false,
            "the packet's data no longer begins where it began",
            "skb->data is not at the network header: the stack reads a wrong header; __skb_push belongs to __skb_pull",
            "the offset is compared before and after the call"),
    N18(
            Severity.FATAL,
            false,
            "the IP header is none any more",
            "nobody checks version and header length again behind ip_rcv_core: reads out of bounds",
            "version, header length and room were right before the call and are not after it"),
    N19(
            Severity.FATAL,
            true,
            "no verdict",
            "WARN_ON_ONCE in nf_hook_slow, and the packet is leaked",
            "the verdict is looked at"),
    N20(
            Severity.FATAL,
            true,
            "a hook failed",
            "an oops in softirq: the machine panics, or limps on",
            "what a hook throws is caught"),
    N21(
            Severity.WARNING,
            true,
            "a hook was unregistered twice",
            "WARN: hook not found (__nf_unregister_net_hook)",
            "a registration knows whether it stands"),
    N22(
            Severity.FATAL,
            false,
            "a hook was registered or unregistered from within a hook",
            "nf_hook_mutex and synchronize_net sleep: scheduling while atomic, or a deadlock",
            "the lists look whether a hook runs"),
    N23(
            Severity.FATAL,
            false,
            "the state of a call was used after the call",
            "struct nf_hook_state lies on the caller's stack",
            "the hook gets a state of its own, which is dead after the call"),
    N24(
            Severity.ERROR,
            false,
            "a hook made a packet that was neither ended nor sent",
            "leaked memory (kmemleak)",
            "packets born during a call that are where they were born when nothing is left to do"),
    N25(
            Severity.FATAL,
            true,
            "hooks called each other without end",
            "the kernel stack overflows; nf_dup keeps a flag per processor for that reason",
            "walks inside walks are counted, 32 at most");

    /** What a breach leads to. */
    public enum Severity {
        /** The kernel crashes, hangs or corrupts memory. */
        FATAL,
        /** The kernel goes on, and packets or memory are lost. */
        ERROR,
        /** The kernel complains or does what was hardly meant. */
        WARNING
    }

    private final Severity severity;
    private final boolean always;
    private final String text;
    private final String consequence;
    private final String detection;

    ContractRule(
            Severity severity, boolean always, String text, String consequence, String detection) {
        this.severity = severity;
        this.always = always;
        this.text = text;
        this.consequence = consequence;
        this.detection = detection;
    }

    /** Its number, a promise: {@code N01}. */
    public String id() {
        return name();
    }

    /** What was done, in words. */
    public String text() {
        return text;
    }

    /** What becomes of it in the kernel. */
    public String consequence() {
        return consequence;
    }

    /** How it is found. */
    public String detection() {
        return detection;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /** Whether it is looked at without a verifier, too. */
    public boolean always() {
        return always;
    }
}
