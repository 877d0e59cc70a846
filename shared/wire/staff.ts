import {
  Array,
  Boolean,
  Literal,
  Null,
  Object,
  Optional,
  String,
  Union,
  type Static,
} from 'typebox'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

/** Longest name, in characters. */
export const mostOfStaffName = 60

const StaffRole = Union([Literal('preparateur'), Literal('secretaire'), Literal('autre')])
export type StaffRole = Static<typeof StaffRole>

/** Somebody who works under a professional's responsibility. Who has ended keeps the name: past readings bear it. */
export const StaffMember = Object({
  staffId: String(),
  name: String(),
  role: StaffRole,
  endedAt: Optional(Instant()),
})
export type StaffMember = Static<typeof StaffMember>

const StaffId = () => String({ minLength: 1, maxLength: 16 })

/** The professional's staff, those who work first, in the order they were named; and who works in this session. */
export const listStaff = endpoint({
  method: 'GET',
  url: '/staff',
  answer: Object({ staff: Array(StaffMember), workingId: Union([String(), Null()]) }),
  problems: ['sign-in-needed'],
})

/** Names somebody; `staff-full` once there are twenty. */
export const addStaff = endpoint({
  method: 'POST',
  url: '/staff',
  body: Object(
    { name: String({ minLength: 1, maxLength: mostOfStaffName }), role: StaffRole },
    exact,
  ),
  answer: StaffMember,
  problems: ['sign-in-needed', 'staff-full'],
})

/** Somebody works here no longer, in any session. Whoever has ended stays as they ended. */
export const endStaff = endpoint({
  method: 'DELETE',
  url: '/staff/:staffId',
  params: Object({ staffId: StaffId() }),
  answer: Object({ endedAt: Instant() }),
  problems: ['sign-in-needed', 'staff-unknown'],
})

/** Who works in this session from now on: readings and invoices bear it. Null for the professional. */
export const chooseStaff = endpoint({
  method: 'PUT',
  url: '/session/staff',
  body: Object({ staffId: Union([StaffId(), Null()]) }, exact),
  answer: Object({ workingId: Union([String(), Null()]) }),
  problems: ['sign-in-needed', 'staff-unknown'],
})

/** A program that acts under the professional's name, at one of their counters. */
export const Program = Object({
  name: String(),
  counterName: String(),
  /** it verifies cards, and is told the identity and rights of whoever showed theirs */
  reads: Boolean(),
  /** it makes invoices, and takes them back */
  bills: Boolean(),
  since: Instant(),
})
export type Program = Static<typeof Program>

/** The programs that act for the professional now, at whichever counter, the oldest first. The operator ends one. */
export const listPrograms = endpoint({
  method: 'GET',
  url: '/programs',
  answer: Object({ programs: Array(Program) }),
  problems: ['sign-in-needed'],
})
