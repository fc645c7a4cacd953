/*
 * libpcap's compiler: nanoseconds of processor time an expression, optimized and not.
 *
 * filter_compile FILTERS MILLIS
 *   FILTERS  a file: NAME<tab>EXPRESSION lines
 *   MILLIS   for how long each is compiled again and again, optimized; a tenth of it not optimized
 * Prints a line per filter: NAME INSTRUCTIONS OPTIMIZED PLAIN; nine rounds in ten took longer
 */
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS_MAX 100000
#define ROUND_NANOS 200000.0
#define ROUNDS_MIN 5

static double nanos[ROUNDS_MAX];

static double cpu_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int ascending(const void *left, const void *right) {
    double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}

static unsigned compile(pcap_t *handle, const char *name, const char *expression, int optimize) {
    struct bpf_program program;
    if (pcap_compile(handle, &program, expression, optimize, 0)) {
        fprintf(stderr, "filter_compile: %s: %s\n", name, pcap_geterr(handle));
        exit(2);
    }
    unsigned length = program.bf_len;
    pcap_freecode(&program);
    return length;
}

/* One round is as many compilations as take a fifth of a millisecond, one at least. */
static double tenth(pcap_t *handle, const char *name, const char *expression, int optimize, double budget) {
    double start = cpu_nanos();
    compile(handle, name, expression, optimize);
    double once = cpu_nanos() - start;
    int batch = once > 0 && once < ROUND_NANOS ? (int)(ROUND_NANOS / once) + 1 : 1;
    int rounds = 0;
    double begun = cpu_nanos(), used = 0;
    while (rounds < ROUNDS_MAX && (rounds < ROUNDS_MIN || used < budget)) {
        double from = cpu_nanos();
        for (int i = 0; i < batch; i++) compile(handle, name, expression, optimize);
        double to = cpu_nanos();
        nanos[rounds++] = (to - from) / batch;
        used = to - begun;
    }
    qsort(nanos, rounds, sizeof *nanos, ascending);
    return nanos[rounds / 10];
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: filter_compile FILTERS MILLIS\n");
        return 2;
    }
    FILE *filters = fopen(arguments[1], "r");
    pcap_t *handle = pcap_open_dead(DLT_EN10MB, 262144);
    if (!filters || !handle) {
        fprintf(stderr, "filter_compile: cannot open %s\n", arguments[1]);
        return 2;
    }
    double budget = atof(arguments[2]) * 1e6;
    static char line[1 << 17];
    while (fgets(line, sizeof line, filters)) {
        line[strcspn(line, "\n")] = 0;
        char *expression = strchr(line, '\t');
        if (!expression) continue;
        *expression++ = 0;
        unsigned length = compile(handle, line, expression, 1);
        double optimized = tenth(handle, line, expression, 1, budget);
        double plain = tenth(handle, line, expression, 0, budget / 10);
        printf("%s %u %.0f %.0f\n", line, length, optimized, plain);
        fflush(stdout);
    }
    return 0;
}
