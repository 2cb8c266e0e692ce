#!/usr/bin/env bash
# Makes the libtorch folder that `--features rust-bert` is built against, or checks the one that is there.
#
#   tools/libtorch.sh          make or check it, and print what the build needs in the environment
#   tools/libtorch.sh env      print that alone, for eval "$(tools/libtorch.sh env)"
#
# The folder is $DEMARCHE_LIBTORCH, by default target/libtorch. A folder of your own (libtorch 2.4 unpacked, or the
# package folder `torch` of a Python that has it, with CUDA or without) is checked and taken as it is; otherwise the
# files come from PyPI's wheels, which are downloaded once (812 MB; 0.55 GB stay). Nothing is fetched at run time.
set -euo pipefail
cd "$(dirname "$0")/.."
TORCH=2.4.1 CUDA=12.1.105
folder=${DEMARCHE_LIBTORCH:-$PWD/target/libtorch}

fail() {
    echo "libtorch: $1" >&2
    exit 2
}

# The version in a folder's headers; empty where there is none.
version() {
    awk '/^#define TORCH_VERSION_(MAJOR|MINOR|PATCH)/ { found = found point $3; point = "." } END { print found }' \
        "$1/include/torch/csrc/api/include/torch/version.h" 2>/dev/null || true
}

# tch 0.17 is written for torch 2.4; patch releases have the same interface.
check() {
    [ -d "$folder" ] || fail "there is no folder $folder; run tools/libtorch.sh (or: just libtorch)"
    local library found
    for library in libtorch.so libtorch_cpu.so libc10.so; do
        [ -e "$folder/lib/$library" ] || fail "$folder/lib/$library is missing; remove the folder and run tools/libtorch.sh"
    done
    found=$(version "$folder")
    [ -n "$found" ] || fail "$folder has no headers (include/torch/csrc/api/include/torch/version.h); take a whole libtorch"
    case $found in
    2.4.*) ;;
    *) fail "$folder is libtorch $found; rust-bert 0.23 (tch 0.17) needs 2.4, such as $TORCH" ;;
    esac
    # Wheels are built with the old string type, the archives of pytorch.org with the new one: c10::Error's constructor tells.
    if grep -aq 'c105ErrorC1ENS_14SourceLocationESs' "$folder/lib/libc10.so"; then abi=0; else abi=1; fi
}

environment() {
    echo "export DEMARCHE_LIBTORCH='$folder' LIBTORCH='$folder' LIBTORCH_CXX11_ABI=$abi"
    # The patch release was checked above; tch asks for 2.4.0 to the letter.
    echo "export LIBTORCH_BYPASS_VERSION_CHECK=1"
    echo "export LD_LIBRARY_PATH='$folder/lib'\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
}

make_folder() {
    [ "$(uname -sm)" = "Linux x86_64" ] ||
        fail "only Linux on x86_64 is made here; unpack libtorch 2.4 from pytorch.org and set DEMARCHE_LIBTORCH to it"
    command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || fail "python3 with pip is needed for the download"
    mkdir -p "$(dirname "$folder")"
    local free
    free=$(df -Pk "$(dirname "$folder")" | awk 'NR == 2 { print $4 }')
    [ "$free" -gt 1600000 ] || fail "$((free / 1000)) MB are free beside $folder; 1,600 are needed while it is made"
    work=$(mktemp -d "$folder.XXXXXX")
    trap 'rm -rf "$work"' EXIT # not local: the trap runs after the function
    # The wheels are unpacked, not installed, so the Python that they are for does not matter.
    python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.11 --implementation cp \
        --abi cp311 --abi none --platform manylinux1_x86_64 --dest "$work" \
        "torch==$TORCH" "nvidia-cuda-cupti-cu12==$CUDA" "nvidia-cuda-runtime-cu12==$CUDA" ||
        fail "the wheels of torch $TORCH could not be downloaded; what pip said stands above"
    python3 - "$work" <<'PYTHON'
import pathlib, sys, zipfile
work = pathlib.Path(sys.argv[1])
out = work / "libtorch"
libraries = {
    "torch/lib/libtorch_cpu.so", "torch/lib/libc10.so", "torch/lib/libgomp-a34b3233.so.1",
    "nvidia/cuda_cupti/lib/libcupti.so.12", "nvidia/cuda_runtime/lib/libcudart.so.12",
}
for wheel in sorted(work.glob("*.whl")):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name in libraries:
                target = out / "lib" / pathlib.PurePath(name).name
            elif name.startswith("torch/include/") and not name.endswith("/"):
                target = out / name.removeprefix("torch/")
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
            libraries.discard(name)
if libraries:
    sys.exit(f"libtorch: the wheels lack {', '.join(sorted(libraries))}")
PYTHON
    # The real libtorch.so needs libtorch_cuda; a linker script stands in for it.
    echo 'INPUT(-ltorch_cpu -lc10)' >"$work/libtorch/lib/libtorch.so"
    mv "$work/libtorch" "$folder"
}

if [ "${1:-}" = env ]; then
    check
    environment
elif [ $# -gt 0 ]; then
    fail "what is '$1'? Without an argument the folder is made or checked; env prints the environment"
else
    [ -e "$folder" ] || make_folder
    check
    command -v c++ >/dev/null || fail "no C++ compiler: tch compiles some C++ (apt-get install g++)"
    echo "# libtorch $(version "$folder") in $folder; then: cargo build --release --features rust-bert"
    environment
fi
