/*
 * A bad path between two TAP devices, where the kernel has no netem: each frame that one gets goes
 * to the other, later, perhaps not at all, twice or before others. As netem has it: LOSS, DUPLICATE
 * and REORDER are percentages of frames in each direction, drawn one by one; a reordered frame is
 * sent at once, all others after DELAY milliseconds. Frames beyond QUEUE are dropped and counted.
 *
 * Usage: tap_netem FIRST SECOND LOSS DUPLICATE REORDER DELAY [SEED]
 * Makes both devices if they are not there. Ends at SIGTERM and prints what it did.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_tun.h>

#define FRAME_MAX 65600
#define QUEUE 100000

struct waiting {
    uint64_t due;
    int length;
    uint8_t *octets;
};

struct way {
    int in, out;
    struct waiting *queue;
    unsigned first, count;
    uint64_t carried, lost, twice, early, full;
};

static volatile sig_atomic_t over;
static uint64_t state;

static void stop(int signal) {
    (void)signal;
    over = 1;
}

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* xorshift64*: good enough to lose frames by. */
static int happens(double percent) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (double)((state * 2685821657736338717u) >> 11) < percent / 100 * 9007199254740992.0;
}

static int open_tap(const char *name) {
    struct ifreq request;
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) {
        fprintf(stderr, "tap_netem: %s: %s\n", name, strerror(errno));
        exit(1);
    }
    return fd;
}

static void put(struct way *way, const uint8_t *octets, int length, uint64_t due) {
    if (way->count == QUEUE) {
        way->full++;
        return;
    }
    struct waiting *last = &way->queue[(way->first + way->count++) % QUEUE];
    last->octets = malloc((size_t)length);
    memcpy(last->octets, octets, (size_t)length);
    last->length = length;
    last->due = due;
}

static void send_now(struct way *way, const uint8_t *octets, int length) {
    if (write(way->out, octets, (size_t)length) == length) way->carried++;
    else way->full++;
}

int main(int argc, char **argv) {
    static uint8_t frame[FRAME_MAX];
    static struct way ways[2];
    if (argc < 7) {
        fprintf(stderr, "usage: tap_netem FIRST SECOND LOSS DUPLICATE REORDER DELAY [SEED]\n");
        return 2;
    }
    double loss = atof(argv[3]), duplicate = atof(argv[4]), reorder = atof(argv[5]);
    uint64_t delay = (uint64_t)(atof(argv[6]) * 1e6);
    state = argc > 7 ? strtoull(argv[7], NULL, 10) : 1;
    if (state == 0) state = 1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int first = open_tap(argv[1]), second = open_tap(argv[2]);
    ways[0] = (struct way){.in = first, .out = second};
    ways[1] = (struct way){.in = second, .out = first};
    for (int i = 0; i < 2; i++) ways[i].queue = calloc(QUEUE, sizeof(struct waiting));
    printf("ready\n");
    fflush(stdout);
    while (!over) {
        uint64_t now = now_ns(), next = now + 100000000;
        for (int i = 0; i < 2; i++) {
            struct way *way = &ways[i];
            while (way->count > 0 && way->queue[way->first].due <= now) {
                struct waiting *due = &way->queue[way->first];
                send_now(way, due->octets, due->length);
                free(due->octets);
                way->first = (way->first + 1) % QUEUE;
                way->count--;
            }
            if (way->count > 0 && way->queue[way->first].due < next) next = way->queue[way->first].due;
        }
        now = now_ns();
        uint64_t wait = next > now ? next - now : 0;
        struct timespec until = {(time_t)(wait / 1000000000u), (long)(wait % 1000000000u)};
        struct pollfd ready[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
        if (ppoll(ready, 2, &until, NULL) < 0 && errno != EINTR) break;
        for (int i = 0; i < 2; i++) {
            struct way *way = &ways[i];
            for (int batch = 0; batch < 64; batch++) {
                int length = (int)read(way->in, frame, sizeof frame);
                if (length <= 0) break;
                now = now_ns();
                int copies = happens(duplicate) ? 2 : 1;
                if (copies == 2) way->twice++;
                if (happens(loss)) {
                    way->lost++;
                    copies--;
                }
                for (int c = 0; c < copies; c++) {
                    if (happens(reorder)) {
                        way->early++;
                        send_now(way, frame, length);
                    } else {
                        put(way, frame, length, now + delay);
                    }
                }
            }
        }
    }
    for (int i = 0; i < 2; i++) {
        printf("from %s: %llu carried, %llu lost, %llu twice, %llu early, %llu without room\n",
               argv[1 + i], (unsigned long long)ways[i].carried, (unsigned long long)ways[i].lost,
               (unsigned long long)ways[i].twice, (unsigned long long)ways[i].early,
               (unsigned long long)ways[i].full);
    }
    return 0;
}
