# Ends what a worker leaves behind: blocks until the worker's end of the pipe on standard input is closed, then ends
# every process that bears the worker's mark or belongs to one that does. Needs sh, grep, tr, sleep and kill.
mark=$1    # the worker's mark
grace=$2   # tenths of a second from SIGTERM to SIGKILL

trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
export LC_ALL=C

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

# Sets state, parent and session of a process; the program's name before them may hold blanks and parentheses.
look_at() {
    read -r stat <"/proc/$1/stat" || return 1
    set -- ${stat##*) }
    [ $# -ge 4 ] || return 1
    state=$1 parent=$2 session=$4
} 2>/dev/null

# Sets found: the marked, and those that cleared their environment but have a parent among the found, or are in a
# session that one of the found is in, or was in the last time. An empty session is forgotten: its id may be given out
# again.
find_all() {
    found=" $(find_marked | tr '\n' ' ')"
    before=$sessions
    sessions=' '
    grown=yes
    while [ "$grown" ]; do
        grown=''
        for file in /proc/[0-9]*; do
            pid=${file#/proc/}
            look_at "$pid" || continue
            case $state in Z | X) continue ;; esac
            case $found in
            *" $pid "*) ;;
            *)
                case "$found $before $sessions" in
                *" $parent "* | *" $session "*)
                    found="$found$pid "
                    grown=yes
                    ;;
                *) continue ;;
                esac
                ;;
            esac
            case "$foreign$sessions" in
            *" $session "*) ;;
            *)
                sessions="$sessions$session "
                grown=yes
                ;;
            esac
        done
    done
}

# Where there is no setsid, the worker's children are in the session of the worker, which is not theirs to end.
session=0
look_at "$PPID"
foreign=" 0 $session "

while read -r line; do :; done

passed=0
asked=' '
empty=0
sessions=' '
# Found nothing three times: also a child that was just being started has been seen.
while [ "$empty" -lt 3 ]; do
    find_all
    if [ "$found" = ' ' ]; then empty=$((empty + 1)); else empty=0; fi
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
