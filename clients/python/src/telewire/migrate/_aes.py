"""AES-256 in IGE mode, decryption only: fast enough for a few kilobytes, without a dependency.

The cipher is specified in FIPS 197, the mode in https://core.telegram.org/mtproto/description.
"""

from __future__ import annotations

from typing import List, Tuple

_BLOCK = 16
_ROUNDS = 14


def _times(a: int, b: int) -> int:
    """Returns the product in AES's field of 2^8 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _boxes() -> Tuple[bytes, bytes]:
    """Returns the S-box and its inverse."""
    box, inverse = bytearray(256), bytearray(256)
    # All elements but zero are powers of 3, of which there are 255. Zero has no inverse element, and stays.
    powers = [1]
    for _ in range(254):
        powers.append(_times(powers[-1], 3))
    elements = {0: 0, **{power: powers[-exponent % 255] for exponent, power in enumerate(powers)}}
    for value, element in elements.items():
        turned = element
        for turn in (1, 2, 3, 4):
            turned ^= (element << turn | element >> (8 - turn)) & 0xFF
        box[value] = turned ^ 0x63
        inverse[box[value]] = value
    return bytes(box), bytes(inverse)


_BOX, _INVERSE = _boxes()
#: Products with the factors of InvMixColumns.
_TABLES = {factor: bytes(_times(value, factor) for value in range(256)) for factor in (9, 11, 13, 14)}
#: The source index of each byte of a block in InvShiftRows.
_SHIFTED = [(index - 4 * (index % 4)) % _BLOCK for index in range(_BLOCK)]


def _round_keys(key: bytes) -> List[bytes]:
    words = [key[start : start + 4] for start in range(0, 32, 4)]
    constant = 1
    for index in range(8, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if index % 8 == 0:
            word = bytes(_BOX[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _times(constant, 2)
        elif index % 8 == 4:
            word = bytes(_BOX[byte] for byte in word)
        words.append(_xor(words[index - 8], word))
    return [b"".join(words[start : start + 4]) for start in range(0, len(words), 4)]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other))


def _decrypt_block(keys: List[bytes], block: bytes) -> bytes:
    nine, eleven, thirteen, fourteen = _TABLES[9], _TABLES[11], _TABLES[13], _TABLES[14]
    state = _xor(block, keys[_ROUNDS])
    for number in range(_ROUNDS - 1, -1, -1):
        state = _xor(bytes(_INVERSE[state[index]] for index in _SHIFTED), keys[number])
        if number:
            mixed = bytearray()
            for start in range(0, _BLOCK, 4):
                a, b, c, d = state[start : start + 4]
                mixed += bytes(
                    (
                        fourteen[a] ^ eleven[b] ^ thirteen[c] ^ nine[d],
                        nine[a] ^ fourteen[b] ^ eleven[c] ^ thirteen[d],
                        thirteen[a] ^ nine[b] ^ fourteen[c] ^ eleven[d],
                        eleven[a] ^ thirteen[b] ^ nine[c] ^ fourteen[d],
                    )
                )
            state = bytes(mixed)
    return state


def decrypt_ige(data: bytes, key: bytes, iv: bytes) -> bytes:
    """Decrypts whole blocks. ``iv`` is the previous encrypted block, then the previous plain block."""
    keys = _round_keys(key)
    encrypted, text = iv[:_BLOCK], iv[_BLOCK:]
    texts: List[bytes] = []
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        text = _xor(_decrypt_block(keys, _xor(block, text)), encrypted)
        encrypted = block
        texts.append(text)
    return b"".join(texts)
