/*
 * What does lwIP need for a full TCP segment from one interface to another?
 *
 * Two network interfaces in one process and one thread; what one sends waits in a queue until the
 * other takes it, as if a wire had carried it. Raw API, IPv4 without Ethernet, MTU 1500, checksums
 * made and verified, window of 65535 octets as Debian builds the library (loss never happens, so a
 * larger one changes nothing). Octets go: application buffer -> tcp_write (copied) -> segment ->
 * copy over the "wire" -> ip_input -> TCP -> receive call, which reads a first octet and says so.
 * Prints the median (least-most) of the rounds.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/sys.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>

#define PORT 9
#define ROUNDS_MAX 1000
#define WIRE_MAX 4096
#define SEGMENT 1460

struct frame {
    struct pbuf *octets;
    struct netif *to;
};

static struct netif left, right;
static struct frame wire[WIRE_MAX];
static unsigned wire_first, wire_count;
static uint64_t received, wanted, frames;
static struct tcp_pcb *sender;
static uint8_t octets[65536];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static err_t onto_the_wire(struct netif *from, struct pbuf *p, const ip4_addr_t *next_hop) {
    (void)next_hop;
    if (wire_count == WIRE_MAX) return ERR_MEM;
    struct pbuf *copy = pbuf_alloc(PBUF_RAW, p->tot_len, PBUF_RAM);
    if (copy == NULL) return ERR_MEM;
    pbuf_copy(copy, p);
    struct frame *last = &wire[(wire_first + wire_count++) % WIRE_MAX];
    last->octets = copy;
    last->to = from == &left ? &right : &left;
    frames++;
    return ERR_OK;
}

static err_t set_up(struct netif *netif) {
    netif->name[0] = 'b';
    netif->name[1] = 'b';
    netif->mtu = 1500;
    netif->output = onto_the_wire;
    return ERR_OK;
}

static void write_what_fits(void) {
    for (;;) {
        u16_t room = tcp_sndbuf(sender);
        if (room == 0 || tcp_write(sender, octets, room, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    }
    tcp_output(sender);
}

static err_t on_sent(void *unused, struct tcp_pcb *pcb, u16_t length) {
    (void)unused, (void)pcb, (void)length;
    write_what_fits();
    return ERR_OK;
}

static err_t on_received(void *unused, struct tcp_pcb *pcb, struct pbuf *p, err_t why) {
    (void)unused, (void)why;
    if (p == NULL) return ERR_OK;
    received += p->tot_len + (((uint8_t *)p->payload)[0] & 0);
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    return ERR_OK;
}

static err_t on_accepted(void *unused, struct tcp_pcb *pcb, err_t why) {
    (void)unused, (void)why;
    tcp_recv(pcb, on_received);
    return ERR_OK;
}

static err_t on_connected(void *unused, struct tcp_pcb *pcb, err_t why) {
    (void)unused, (void)pcb, (void)why;
    tcp_sent(sender, on_sent);
    write_what_fits();
    return ERR_OK;
}

/* Carries frames until so much has been received. */
static void run(void) {
    while (received < wanted) {
        if (wire_count == 0) {
            fprintf(stderr, "lwip-tcp: nothing is on its way after %llu octets\n",
                    (unsigned long long)received);
            exit(1);
        }
        struct frame *first = &wire[wire_first];
        wire_first = (wire_first + 1) % WIRE_MAX;
        wire_count--;
        if (ip_input(first->octets, first->to) != ERR_OK) pbuf_free(first->octets);
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    static double ns[ROUNDS_MAX];
    int rounds = argc > 1 ? atoi(argv[1]) : 21;
    long segments = argc > 2 ? atol(argv[2]) : 20000;
    if (rounds < 1 || rounds > ROUNDS_MAX || segments < 1) {
        fprintf(stderr, "usage: lwip-tcp [ROUNDS 1..%d] [SEGMENTS-PER-ROUND]\n", ROUNDS_MAX);
        return 2;
    }
    ip4_addr_t mask, left_address, right_address, none;
    ip_addr_t source, target;
    tcpip_init(NULL, NULL);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&left_address, 192, 0, 2, 1);
    IP4_ADDR(&right_address, 198, 51, 100, 2);
    IP4_ADDR(&none, 0, 0, 0, 0);
    IP_ADDR4(&source, 192, 0, 2, 1);
    IP_ADDR4(&target, 198, 51, 100, 2);
    LOCK_TCPIP_CORE();
    netif_add(&left, &left_address, &mask, &none, NULL, set_up, ip_input);
    netif_add(&right, &right_address, &mask, &none, NULL, set_up, ip_input);
    netif_set_default(&left);
    netif_set_up(&left);
    netif_set_up(&right);
    netif_set_link_up(&left);
    netif_set_link_up(&right);
    struct tcp_pcb *listening = tcp_new();
    tcp_bind(listening, &target, PORT);
    tcp_bind_netif(listening, &right);
    listening = tcp_listen(listening);
    tcp_accept(listening, on_accepted);
    sender = tcp_new();
    tcp_bind(sender, &source, 4000);
    tcp_bind_netif(sender, &left);
    tcp_nagle_disable(sender);
    for (unsigned i = 0; i < sizeof octets; i++) octets[i] = (uint8_t)(i * 37);
    tcp_connect(sender, &target, PORT, on_connected);
    for (int round = -3; round < rounds; round++) {
        wanted += (uint64_t)segments * SEGMENT;
        uint64_t before = frames, start = now_ns();
        run();
        double took = (double)(now_ns() - start) / (double)segments;
        if (round >= 0) ns[round] = took;
        if (round == rounds - 1)
            fprintf(stderr, "lwip-tcp: %.2f frames a segment, acknowledgments included\n",
                    (double)(frames - before) / (double)segments);
    }
    UNLOCK_TCPIP_CORE();
    qsort(ns, (size_t)rounds, sizeof ns[0], by_value);
    printf("lwip %s tcp segment %d octets: %7.1f ns/segment (%.1f-%.1f), %.2f Gbit/s, %d rounds of %ld\n",
           LWIP_VERSION_STRING, SEGMENT, ns[rounds / 2], ns[0], ns[rounds - 1],
           SEGMENT * 8 / ns[rounds / 2], rounds, segments);
    return 0;
}
