# Ends what a worker leaves behind: blocks until the worker's end of the pipe on standard input is closed, then ends all
# of the worker's commands: those in its control group, those that bear a number of its, those that bear its mark.
#
# When it is needed there may be no room for another process, so all of this is done by the shell itself. Only the pauses of
# shells that cannot wait take a program, sleep; where that cannot be started the shell goes on without pauses.
mark=$1       # the worker's mark
grace=$2      # tenths of a second from SIGTERM to SIGKILL
low=$3        # the worker's least number, if its commands bear numbers
high=$4       # the number behind its last
group=$5      # its control group, if it has one
patience=600  # tenths of a second after the grace in which what may not be signalled is waited for

trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU

# Sets now, in tenths of a second. The clock is the system's: rounds take longer the more processes there are.
look_at_clock() {
    read -r uptime rest </proc/uptime || return 1
    fraction=${uptime#*.}
    now=$((${uptime%.*} * 10 + ${fraction%"${fraction#?}"}))
}

# Whether a process bears a number of the worker's, as the soft limit of its resident set.
is_numbered() {
    while read -r one two three soft rest; do
        [ "$one $two $three" = 'Max resident set' ] || continue
        case $soft in '' | *[!0-9]*) return 1 ;; esac
        [ "$soft" -ge "$low" ] && [ "$soft" -lt "$high" ]
        return
    done <"/proc/$1/limits"
    return 1
} 2>/dev/null

# Whether a process bears the worker's mark. Some shells read a variable at a time; others pass over what ends a variable,
# and read all of them as one: there the mark is known by what encloses it in another of the variables.
is_marked() {
    if [ "$BASH_VERSION" ]; then
        while IFS= read -r -d '' variable; do
            [ "$variable" = "JOBS_WORKER=$mark" ] && return 0
        done <"/proc/$1/environ"
    else
        while IFS= read -r variables || [ "$variables" ]; do
            case $variables in *"$enclosed"*) return 0 ;; esac
        done <"/proc/$1/environ"
    fi
    return 1
} 2>/dev/null

# A zombie is dead.
is_alive() {
    read -r stat <"/proc/$1/stat" || return 1
    case ${stat##*) } in Z* | X*) return 1 ;; esac
} 2>/dev/null

# Sets found.
find_all() {
    found=''
    for file in /proc/[0-9]*; do
        pid=${file#/proc/}
        if "$how" "$pid" && is_alive "$pid"; then found="$found $pid"; fi
    done
}

group_lives() {
    [ "$group" ] || return 1
    while read -r name value; do
        [ "$name $value" = 'populated 1' ] && return 0
    done <"$group/cgroup.events"
    return 1
} 2>/dev/null

find_in_group() {
    for file in "$group"/*/cgroup.procs; do
        while read -r pid; do found="$found $pid"; done <"$file"
    done
} 2>/dev/null

send_signals() {
    if [ "$over" ]; then
        if group_lives; then echo 1 >"$group/cgroup.kill"; fi
        for pid in $found; do kill -s KILL "$pid"; done
    else
        if group_lives; then find_in_group; fi
        for pid in $found; do
            case $asked in *" $pid "*) continue ;; esac
            kill -s TERM "$pid"
            asked="$asked$pid "
        done
    fi
} 2>/dev/null

pause() {
    if [ "$BASH_VERSION" ]; then
        read -r -t 0.1 rest <&3
    elif [ "$may_sleep" ]; then
        sleep 0.1 2>/dev/null || sleep 1
    fi
}

# Whether one of the found lives.
any_lives() {
    if group_lives; then return 0; fi
    for pid in $found; do
        if is_alive "$pid"; then return 0; fi
    done
    return 1
}

# Waits for the found, a second at most, and not beyond the grace.
wait_for_found() {
    until=$((now + 10))
    [ "$over" ] || [ "$until" -le $((begun + grace)) ] || until=$((begun + grace))
    [ "$over" ] && until=$((now + 1))
    while [ "$now" -lt "$until" ] && any_lives; do
        pause
        look_at_clock
    done
}

# Looks and signals until nothing has been found for three tenths of a second: also a child that was just being started has
# been seen then.
finish() {
    empty=''
    while [ "$now" -lt $((begun + grace + patience)) ]; do
        look_at_clock
        [ "$now" -lt $((begun + grace)) ] || over=yes
        find_all
        if [ "$found" ] || group_lives; then
            empty=''
            send_signals
            wait_for_found
        else
            empty=${empty:-$now}
            [ "$now" -lt $((empty + 3)) ] || return 0
            pause
        fi
    done
}

finish_all() {
    if [ "$low" ]; then
        how=is_numbered
        finish
    fi
    how=is_marked
    finish
}

# Some shells end when they cannot start a program: then the work goes on from here.
go_on() {
    trap - EXIT
    may_sleep=''
    finish_all
}

may_sleep=yes
missing=''
enclosed=";$mark;"
[ "$low" ] || enclosed="JOBS_WORKER=$mark"
look_at_clock || missing="$missing /proc/uptime"
[ -r /proc/self/limits ] || low=''
if [ "$BASH_VERSION" ]; then
    exec 3<>/proc/self/fd/1 || missing="$missing /proc/self/fd"
elif ! command -v sleep >/dev/null; then
    may_sleep=''
    missing="$missing sleep"
fi
echo "ready$missing"

while read -r line; do :; done

look_at_clock
begun=$now
over=''
asked=' '
trap go_on EXIT
finish_all
trap - EXIT
