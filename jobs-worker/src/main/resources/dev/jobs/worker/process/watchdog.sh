# Ends what a worker leaves behind: blocks until the worker's end of the pipe on standard input is closed, then ends
# every process that bears the worker's mark. Needs sh, grep, tr, sleep and kill.
mark=$1    # the worker's mark
grace=$2   # tenths of a second from SIGTERM to SIGKILL

trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
export LC_ALL=C

while read -r line; do :; done

bears_mark() {
    tr '\0' '\n' <"/proc/$1/environ" | grep -qxF "JOBS_WORKER=$mark"
} 2>/dev/null

# A zombie's environment is empty, so it is not found.
find_marked() {
    for file in $(grep -lsF "JOBS_WORKER=$mark" /proc/[0-9]*/environ); do
        pid=${file#/proc/}
        pid=${pid%/environ}
        if bears_mark "$pid"; then echo "$pid"; fi
    done
}

passed=0
asked=' '
empty=0
# Found nothing three times: also a child that was just being started has been seen.
while [ "$empty" -lt 3 ]; do
    found=$(find_marked)
    if [ -z "$found" ]; then empty=$((empty + 1)); else empty=0; fi
    for pid in $found; do
        if [ "$passed" -ge "$grace" ]; then
            kill -s KILL "$pid" 2>/dev/null
        else
            case $asked in
            *" $pid "*) ;;
            *)
                kill -s TERM "$pid" 2>/dev/null
                asked="$asked$pid "
                ;;
            esac
        fi
    done
    if sleep 0.1 2>/dev/null; then
        passed=$((passed + 1))
    else
        sleep 1
        passed=$((passed + 10))
    fi
done
