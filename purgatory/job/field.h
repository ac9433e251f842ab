/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fields of registers. A field is a mask, and its values are unshifted: there
 * is no shift that could disagree with the mask. Misuse does not build: a mask
 * that is not constant, is zero, has a gap, or does not fit the register, or a
 * constant that does not fit the field.
 */
#ifndef JOB_FIELD_H
#define JOB_FIELD_H

#include <stdint.h>

#define BIT(n)	(UINT32_C(1) << (n))
/* Bits high to low, both included. */
#define GENMASK(high, low) \
	(UINT32_MAX >> (31 - (high)) & UINT32_MAX << (low))

/* The value of a field of the register's value. */
#define FIELD_GET(field, reg) \
	(FIELD_CHECK(field, reg, 0) + \
	 ((reg) / FIELD_LOW(field) & (field) / FIELD_LOW(field)))

/* The field's part of a register's value. */
#define FIELD_PREP(field, value) \
	(FIELD_CHECK(field, field, value) + \
	 ((value) * FIELD_LOW(field) & (field)))

/* The rest is theirs alone. */
#define FIELD_LOW(field)	((field) & (~(field) + 1))

#define FIELD_CHECK(field, reg, value) \
	(FIELD_DEMAND((field) != 0, "the field is empty") + \
	 FIELD_DEMAND((((field) + FIELD_LOW(field)) & (field)) == 0, \
		      "the field has a gap") + \
	 FIELD_DEMAND((field) <= (__typeof__(reg))-1, \
		      "the register is too small for the field") + \
	 FIELD_DEMAND((FIELD_CONSTANT(value) & \
		       ~(uint64_t)((field) / FIELD_LOW(field))) == 0, \
		      "the field is too small for the value"))

/* 0, if it builds. */
#define FIELD_DEMAND(condition, text) \
	((uint32_t)(0 * sizeof(struct { \
		_Static_assert(condition, text); char unused; })))

/*
 * The value if it is an integer constant expression, else 0. In a conditional
 * whose other operand is a pointer, zero as a void pointer is a null pointer
 * constant if it is constant (C11, 6.3.2.3), and the other's type is that of
 * the whole; if it is not, that is a void pointer (6.5.15).
 */
#define FIELD_CONSTANT(value) \
	_Generic(1 ? (void *)((intptr_t)(value) * 0) : (int *)1, \
		 int *: (value), default: 0)

#endif
