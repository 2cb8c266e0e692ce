#!/usr/bin/env bash
# On the machine that carry.py packs for, in the folder with both parts and training/ in it: two teachers side by side, then
# students of 6 and 12 layers, for which is the time that the teachers leave. What is to come back lies in BACK, logs always.
# Usage: bash training/carry.sh SECONDS BACK
set -euo pipefail
seconds=${1:?SECONDS, all in all} back=${2:?BACK, a folder} began=$(date +%s)
mkdir -p "$back"
trap 'tail -n +1 teacher*.log student.log >"$back/training.log" 2>/dev/null || true' EXIT
export PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 DEMARCHE_BASE=$PWD/init
python3 training/carry.py unpack .
train=(python3 training/train.py)
for seed in 1 2; do
    "${train[@]}" teacher --prepared prepared.pkl --base base --out "teacher$seed.pt" --seed "$seed" --steps 1600 --seconds 190 \
        --warming 1 --learning-rate 5e-5 --heads-faster 10 >"teacher$seed.log" 2>&1 &
    teachers[seed]=$!
done
for teacher in "${teachers[@]}"; do wait "$teacher"; done
left=$((seconds - $(date +%s) + began - 90)) # to begin, to measure and to write
if ((left < 60)); then
    echo "carry.sh: the teachers left $left seconds for the students" | tee "$back/left" >&2
    exit 1
fi
"${train[@]}" student --prepared prepared.pkl --base base --teachers teacher1.pt teacher2.pt --opinions asked.pkl --init init \
    --layers 6 12 --states-weight 1 --out student.pt --seed 21 --steps 100000 --seconds "$left" --learning-rate 2.5e-4 >student.log 2>&1
python3 training/carry.py split . "$back"
touch "$back/done"
