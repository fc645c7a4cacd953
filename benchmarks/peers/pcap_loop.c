/*
 * libpcap's loop over a capture file: seconds on the wall and of the processor.
 *
 * pcap_loop FILE [EXPRESSION]
 * Prints: MATCHES OCTETS WALL-SECONDS CPU-SECONDS. Opening and compiling stand inside the time.
 */
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count < 2 || count > 3) {
        fprintf(stderr, "usage: pcap_loop FILE [EXPRESSION]\n");
        return 2;
    }
    char error[PCAP_ERRBUF_SIZE];
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    pcap_t *in = pcap_open_offline(arguments[1], error);
    if (!in) {
        fprintf(stderr, "pcap_loop: %s\n", error);
        return 2;
    }
    struct bpf_program program;
    if (count == 3
            && (pcap_compile(in, &program, arguments[2], 1, PCAP_NETMASK_UNKNOWN) || pcap_setfilter(in, &program))) {
        fprintf(stderr, "pcap_loop: %s\n", pcap_geterr(in));
        return 2;
    }
    struct pcap_pkthdr *header;
    const u_char *octets;
    unsigned long packets = 0, total = 0, sum = 0;
    int got;
    while ((got = pcap_next_ex(in, &header, &octets)) == 1) {
        packets++;
        total += header->caplen;
        sum += header->ts.tv_sec + header->ts.tv_usec;
    }
    if (got != PCAP_ERROR_BREAK) {
        fprintf(stderr, "pcap_loop: %s\n", pcap_geterr(in));
        return 2;
    }
    pcap_close(in);
    printf("%lu %lu %.6f %.6f\n", packets, total, seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    return sum == 1;
}
