/*
 * libpcap's interpreter over frames in memory: nanoseconds of processor time a frame, for each filter.
 *
 * bpf_filter FRAMES FILTERS ROUNDS
 *   FRAMES   a file: the number of frames, then the length and the octets of each; 32 bits, little-endian
 *   FILTERS  a file: NAME<tab>EXPRESSION lines
 * Prints a line per filter: NAME INSTRUCTIONS MATCHES BEST TENTH COMPILE-NS; nine rounds in ten took longer than TENTH
 */
#include <pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int ascending(const void *left, const void *right) {
    double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}

static void *require(void *pointer, const char *what) {
    if (!pointer) {
        fprintf(stderr, "bpf_filter: cannot open or hold %s\n", what);
        exit(2);
    }
    return pointer;
}

static uint32_t word(FILE *in) {
    uint32_t value;
    if (fread(&value, sizeof value, 1, in) != 1) {
        fprintf(stderr, "bpf_filter: the file of frames is cut\n");
        exit(2);
    }
    return value;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: bpf_filter FRAMES FILTERS ROUNDS\n");
        return 2;
    }
    FILE *in = require(fopen(arguments[1], "rb"), arguments[1]);
    FILE *filters = require(fopen(arguments[2], "r"), arguments[2]);
    int rounds = atoi(arguments[3]) > 0 ? atoi(arguments[3]) : 1;
    uint32_t frames = word(in);
    u_char *octets = require(malloc(8u << 20), "frames");
    u_char **starts = require(calloc(frames, sizeof *starts), "frames");
    u_int *lengths = require(calloc(frames, sizeof *lengths), "frames");
    size_t used = 0;
    for (uint32_t i = 0; i < frames; i++) {
        lengths[i] = word(in);
        starts[i] = octets + used;
        if (used + lengths[i] > 8u << 20 || fread(starts[i], 1, lengths[i], in) != lengths[i]) {
            fprintf(stderr, "bpf_filter: the file of frames is cut\n");
            return 2;
        }
        used += lengths[i];
    }
    double *nanos = require(calloc(rounds, sizeof *nanos), "rounds");
    pcap_t *handle = require(pcap_open_dead(DLT_EN10MB, 262144), "a handle");
    static char line[1 << 17];
    while (fgets(line, sizeof line, filters)) {
        line[strcspn(line, "\n")] = 0;
        char *expression = strchr(line, '\t');
        if (!expression) continue;
        *expression++ = 0;
        struct bpf_program program;
        double compile = cpu_nanos();
        if (pcap_compile(handle, &program, expression, 1, 0)) {
            fprintf(stderr, "bpf_filter: %s: %s\n", line, pcap_geterr(handle));
            return 2;
        }
        compile = cpu_nanos() - compile;
        uint32_t matches = 0;
        for (int round = -3; round < rounds; round++) {
            matches = 0;
            double start = cpu_nanos();
            for (uint32_t i = 0; i < frames; i++)
                matches += bpf_filter(program.bf_insns, starts[i], lengths[i], lengths[i]) != 0;
            if (round >= 0) nanos[round] = (cpu_nanos() - start) / frames;
        }
        qsort(nanos, rounds, sizeof *nanos, ascending);
        printf("%s %u %u %.2f %.2f %.0f\n", line, program.bf_len, matches, nanos[0], nanos[rounds / 10], compile);
        fflush(stdout);
        pcap_freecode(&program);
    }
    return 0;
}
