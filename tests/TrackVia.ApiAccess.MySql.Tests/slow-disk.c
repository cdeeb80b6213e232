// Loaded into a server before the C library: a disk that keeps what is written to InnoDB's redo log in a cache without a battery while the
// file that SLOW_DISK names exists. It synchronizes nothing until that file is gone; a killed server loses what was in the cache.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct cached
{
    struct cached *next;
    int file;
    size_t size;
    off64_t offset;
    char data[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct cached *first;
static struct cached **last = &first;

static int is_closed(void)
{
    const char *gate = getenv("SLOW_DISK");
    return gate != NULL && access(gate, F_OK) == 0;
}

static int is_log(int file)
{
    char link[64];
    char name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0)
    {
        return 0;
    }

    name[length] = '\0';
    return strstr(name, "ib_logfile") != NULL;
}

// The caller holds the lock.
static void empty_cache(void)
{
    while (first != NULL)
    {
        struct cached *done = first;
        void *aligned = NULL;
        if (posix_memalign(&aligned, 4096, done->size) == 0)
        {
            memcpy(aligned, done->data, done->size);
            NEXT(pwrite64)(done->file, aligned, done->size, done->offset);
            free(aligned);
        }

        first = done->next;
        free(done);
    }

    last = &first;
}

static ssize_t write_at(int file, const void *data, size_t size, off64_t offset)
{
    if (!is_log(file))
    {
        return NEXT(pwrite64)(file, data, size, offset);
    }

    pthread_mutex_lock(&lock);
    ssize_t written = size;
    if (is_closed())
    {
        struct cached *kept = malloc(sizeof *kept + size);
        *kept = (struct cached){NULL, file, size, offset};
        memcpy(kept->data, data, size);
        *last = kept;
        last = &kept->next;
    }
    else
    {
        empty_cache();
        written = NEXT(pwrite64)(file, data, size, offset);
    }

    pthread_mutex_unlock(&lock);
    return written;
}

static void synchronize(int file)
{
    if (is_log(file))
    {
        while (is_closed())
        {
            usleep(1000);
        }

        pthread_mutex_lock(&lock);
        empty_cache();
        pthread_mutex_unlock(&lock);
    }
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
    return write_at(file, data, size, offset);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset)
{
    return write_at(file, data, size, offset);
}

int fsync(int file)
{
    synchronize(file);
    return NEXT(fsync)(file);
}

int fdatasync(int file)
{
    synchronize(file);
    return NEXT(fdatasync)(file);
}
