#!/bin/sh
# Makes the files of this directory with SoX 14.4.2, and figures.csv with what it says of them.
set -eu
cd "$(dirname "$0")"

# A twentieth of a second in stereo: a tone on the left, and a softer one that fades in on the right.
sox -R -n -r 8000 -c 2 -e floating-point -b 32 float32.wav \
    synth 0.05 sine 997 sine 440 remix 1v0.8 2v0.3 fade h 0.01

# The program's dither is random, so it is off.
made_of_it() { out=$1; shift; sox -D float32.wav "$@" "$out"; }
made_of_it unsigned8.wav -e unsigned-integer -b 8
made_of_it signed16.wav -e signed-integer -b 16
made_of_it signed24-extensible.wav -e signed-integer -b 24
made_of_it signed32-extensible.wav -e signed-integer -b 32
made_of_it float64.wav -e floating-point -b 64
made_of_it a-law.wav -e a-law -b 8
made_of_it mu-law.wav -e mu-law -b 8
made_of_it ima-adpcm.wav -e ima-adpcm
made_of_it signed8.aiff -e signed-integer -b 8
made_of_it signed16.aiff -e signed-integer -b 16
made_of_it signed24.aiff -e signed-integer -b 24
made_of_it signed16.aifc -e signed-integer -b 16
made_of_it float32.aifc -e floating-point -b 32
made_of_it signed8.au -e signed-integer -b 8
made_of_it signed16.au -e signed-integer -b 16
made_of_it signed24.au -e signed-integer -b 24
made_of_it a-law.au -e a-law -b 8
made_of_it mu-law.au -e mu-law -b 8
made_of_it float32.au -e floating-point -b 32

# From a pipe to a pipe, the length is not known when the header is written.
for type in wav aiff au; do
    sox -D float32.wav -t s16 - | sox -t s16 -r 8000 -c 2 - -t $type - 2>/dev/null | cat >"piped.$type"
done

{
    echo 'file,peakDb,rmsDb'
    for file in *.wav *.aiff *.aifc *.au; do
        [ "$file" = ima-adpcm.wav ] || sox --ignore-length "$file" -n stats 2>&1 | awk -v file="$file" '
            /^Pk lev dB/ { peak = $4 } /^RMS lev dB/ { rms = $4 } END { print file "," peak "," rms }'
    done
} >figures.csv
