/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_WEB_ADDRESS_H
#define MCP_WEB_ADDRESS_H

/*
 * Is an address out in the internet, for everybody, or on the inside: this
 * machine, this network, a cloud's own services? A pure function.
 *
 * Source: the IANA registries of special-purpose IPv4 and IPv6 addresses
 * (RFC 6890 and its updates). Of IPv6 only global unicast is public, without
 * the ranges in it that lead to an IPv4 address of the writer's choice.
 */

struct sockaddr;

/* 0 also for families other than IPv4 and IPv6. */
int mcp_web_address_is_public(const struct sockaddr *address);

#endif /* MCP_WEB_ADDRESS_H */
