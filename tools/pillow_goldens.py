#!/usr/bin/env python3
"""Prints the golden hashes of src/image/{resample,composite}_test.cc.

They come from the reference itself, so run it where these are installed:
    pip install pillow==13.0.0 scikit-image==0.26.0 scipy==1.17.1
Each line of output replaces the line of the test that has the same first fields.
"""
import hashlib

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.morphology import disk, opening


def noise(width, height, channels, seed):
    """The bytes that NoiseImage() of image/test_pixels.h makes."""
    state = seed
    out = bytearray(width * height * channels)
    for i in range(len(out)):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state >> 24
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.frombuffer(bytes(out), np.uint8).reshape(shape)


def picture(array):
    """Four channels as CMYK: Pillow premultiplies RGBA before it resamples."""
    if array.ndim == 3 and array.shape[2] == 4:
        return Image.frombytes("CMYK", (array.shape[1], array.shape[0]), array.tobytes())
    return Image.fromarray(array)


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def soft_mask(width, height, seed):
    """A mask with soft edges, as SoftMask() of image/test_pixels.h makes."""
    small = noise(max(width // 12, 1), max(height // 12, 1), 1, seed)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.LANCZOS))


def clean(mask):
    """rembg 2.0.86, bg.py, post_process()."""
    mask = gaussian_filter(opening(mask, disk(1)).astype(np.float64), sigma=2)
    return np.where(mask < 127, 0, 255).astype(np.uint8)


print("// resample_test.cc: channels, source, target")
for channels, source, target in [
    (1, (320, 320), (1024, 1024)),
    (3, (1024, 1024), (320, 320)),
    (4, (257, 131), (64, 199)),
    (3, (300, 900), (320, 320)),  # vertical pass first
    (1, (61, 240), (97, 31)),  # the same, one channel
    (4, (50, 77), (50, 20)),  # one pass only
    (3, (77, 50), (20, 50)),
    (1, (1, 1), (7, 5)),
    (3, (2, 3), (1, 1)),
    (4, (3, 2), (41, 43)),
    (3, (5, 200), (9, 3)),
    (1, (1000, 4), (3, 9)),
]:
    resized = picture(noise(*source, channels, 1)).resize(target, Image.LANCZOS)
    print(f"    {{{channels}, {{{source[0]}, {source[1]}}}, {{{target[0]}, {target[1]}}},\n"
          f'     "{sha(np.asarray(resized))}"}},')

print("// composite_test.cc")
size = (101, 67)
mask = Image.fromarray(soft_mask(*size, 3))
for channels in (3, 4):
    cut = Image.composite(Image.fromarray(noise(*size, channels, 2)), Image.new("RGBA", size, 0), mask)
    print(f'    premultiplied, {channels} channels: "{sha(np.asarray(cut))}"')
for colour in [(255, 255, 255, 255), (12, 200, 99, 255), (12, 200, 99, 128), (0, 0, 0, 0), (250, 3, 77, 1)]:
    over = Image.alpha_composite(Image.new("RGBA", size, colour), Image.fromarray(noise(*size, 4, 4)))
    array = np.asarray(over)
    if colour[3] == 255:
        array = array[..., :3]
    print(f"    {{{{{', '.join(map(str, colour))}}},\n     \"{sha(array)}\"}},")

print("// mask_filters_test.cc")
for name, array in [
    ("soft 640x480", soft_mask(640, 480, 5)),
    ("noise 200x100", noise(200, 100, 1, 6)),
    ("soft 5x3", soft_mask(5, 3, 7)),
    ("noise 1x40", noise(1, 40, 1, 8)),
    ("flat 127 33x21", np.full((21, 33), 127, np.uint8)),
]:
    cleaned = clean(array)
    print(f'    {name}: "{sha(cleaned)}" ({int((cleaned > 0).sum())} white)')
