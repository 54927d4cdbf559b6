# The child process of a job: a tree of six, each of which writes itself down before anything else.
# $1 where to write, $2 the lease's number, $3 how many seconds the work takes, $4 "deaf" if one is to ignore SIGTERM

# The id is in the second of what becomes the positional parameters, the start time, field 22, two further on.
note='note() { read -r stat <"/proc/$$/stat"; set -- "$1" "$2" $stat; echo "$2 $3 ${24}" >>"$1"; }; note "$1" "$2"'
leaf="$note; exec sleep 1000"
deaf="trap '' TERM; $note; while :; do sleep 1000; done"

eval "$note"
sh -c "$leaf" leaf "$1" "$2" &
setsid sh -c "$leaf" leaf "$1" "$2" &
(sh -c "$leaf" leaf "$1" "$2" &)
env -i "PATH=$PATH" sh -c "$leaf" leaf "$1" "$2" &
if [ "$4" = deaf ]; then sh -c "$deaf" leaf "$1" "$2" & fi
echo working
sleep "$3"
