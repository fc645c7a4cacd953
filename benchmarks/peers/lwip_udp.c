/*
 * What does lwIP need for a UDP datagram from one interface to another?
 *
 * Two network interfaces in one process and one thread, joined back to back: what the first sends
 * is handed to the second as if a wire had carried it. Raw API, IPv4 without Ethernet, checksums
 * made and verified by the library's defaults. A datagram goes: application buffer -> pbuf ->
 * udp_sendto_if_src -> IP -> copy over the "wire" -> ip_input -> UDP -> receive call, which reads
 * the payload's first octets. Prints one line per payload length: median (least-most) of the rounds.
 *
 * Debian builds the library with an operating system underneath, so that its core has a lock; it is
 * taken once per round, not once per datagram.
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
#include <lwip/tcpip.h>
#include <lwip/udp.h>

#define PORT 9
#define ROUNDS_MAX 1000

static struct netif left, right;
static uint64_t received, received_octets;
static int flip_a_bit; /* once: proves that the checksum is looked at */

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The wire: a copy, since the sender frees its buffer, then the other interface's input. */
static err_t over_the_wire(struct netif *from, struct pbuf *p, const ip4_addr_t *next_hop) {
    struct netif *to = from == &left ? &right : &left;
    (void)next_hop;
    struct pbuf *copy = pbuf_alloc(PBUF_RAW, p->tot_len, PBUF_RAM);
    if (copy == NULL) {
        return ERR_MEM;
    }
    pbuf_copy(copy, p);
    if (flip_a_bit) {
        ((uint8_t *)copy->payload)[copy->len - 1] ^= 1;
    }
    if (ip_input(copy, to) != ERR_OK) {
        pbuf_free(copy);
    }
    return ERR_OK;
}

static err_t set_up(struct netif *netif) {
    netif->name[0] = 'b';
    netif->name[1] = 'b';
    netif->mtu = 1500;
    netif->output = over_the_wire;
    return ERR_OK;
}

static void on_datagram(void *unused, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from,
                        u16_t port) {
    (void)unused, (void)pcb, (void)from, (void)port;
    received++;
    received_octets += p->tot_len + (((uint8_t *)p->payload)[0] & 0);
    pbuf_free(p);
}

/* Without verified checksums the figures would be of something else. */
static void require_checksums(struct udp_pcb *sender, const ip_addr_t *source,
                              const ip_addr_t *target) {
    for (flip_a_bit = 1; flip_a_bit >= 0; flip_a_bit--) {
        uint64_t before = received;
        LOCK_TCPIP_CORE();
        struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, 64, PBUF_RAM);
        memset(p->payload, 7, 64);
        udp_sendto_if_src(sender, p, target, PORT, &left, source);
        pbuf_free(p);
        UNLOCK_TCPIP_CORE();
        if (received - before != (uint64_t)!flip_a_bit) {
            fprintf(stderr, "lwip-udp: a datagram with%s a changed bit: %s\n",
                    flip_a_bit ? "" : "out", flip_a_bit ? "was taken" : "did not arrive");
            exit(1);
        }
    }
    flip_a_bit = 0;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(struct udp_pcb *sender, const ip_addr_t *source, const ip_addr_t *target,
                    unsigned length, int rounds, long datagrams) {
    static uint8_t octets[2048];
    static double ns[ROUNDS_MAX];
    for (unsigned i = 0; i < length; i++) {
        octets[i] = (uint8_t)(i * 7 + 1);
    }
    for (int round = -2; round < rounds; round++) {
        uint64_t before = received;
        LOCK_TCPIP_CORE();
        uint64_t start = now_ns();
        for (long i = 0; i < datagrams; i++) {
            struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
            memcpy(p->payload, octets, length);
            udp_sendto_if_src(sender, p, target, PORT, &left, source);
            pbuf_free(p);
        }
        uint64_t took = now_ns() - start;
        UNLOCK_TCPIP_CORE();
        if (received - before != (uint64_t)datagrams) {
            fprintf(stderr, "lwip-udp: %llu of %ld datagrams arrived\n",
                    (unsigned long long)(received - before), datagrams);
            exit(1);
        }
        if (round >= 0) {
            ns[round] = (double)took / (double)datagrams;
        }
    }
    qsort(ns, (size_t)rounds, sizeof ns[0], by_value);
    printf("lwip %s udp payload %4u octets: %7.1f ns/datagram (%.1f-%.1f), %d rounds of %ld\n",
           LWIP_VERSION_STRING, length, ns[rounds / 2], ns[0], ns[rounds - 1], rounds, datagrams);
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 21;
    long datagrams = argc > 2 ? atol(argv[2]) : 100000;
    if (rounds < 1 || rounds > ROUNDS_MAX || datagrams < 1) {
        fprintf(stderr, "usage: lwip-udp [ROUNDS 1..%d] [DATAGRAMS-PER-ROUND]\n", ROUNDS_MAX);
        return 2;
    }
    ip4_addr_t mask, left_address, right_address, none;
    ip_addr_t source, target;
    tcpip_init(NULL, NULL);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&left_address, 192, 0, 2, 1);
    IP4_ADDR(&right_address, 192, 0, 2, 2);
    IP4_ADDR(&none, 0, 0, 0, 0);
    IP_ADDR4(&source, 192, 0, 2, 1);
    IP_ADDR4(&target, 192, 0, 2, 2);

    LOCK_TCPIP_CORE();
    netif_add(&left, &left_address, &mask, &none, NULL, set_up, ip_input);
    netif_add(&right, &right_address, &mask, &none, NULL, set_up, ip_input);
    netif_set_link_up(&left);
    netif_set_link_up(&right);
    netif_set_up(&left);
    netif_set_up(&right);
    struct udp_pcb *sender = udp_new(), *receiver = udp_new();
    udp_bind(sender, &source, PORT + 1);
    udp_bind(receiver, &target, PORT);
    udp_recv(receiver, on_datagram, NULL);
    UNLOCK_TCPIP_CORE();

    require_checksums(sender, &source, &target);
    static const unsigned lengths[] = {22, 512, 1450};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        measure(sender, &source, &target, lengths[i], rounds, datagrams);
    }
    return received_octets == 0;
}
