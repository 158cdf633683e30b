/* SPDX-License-Identifier: Apache-2.0 */

/* Who is invited to an event. */

#include <string.h>
#include <apr_strings.h>
#include "tools/calendar_impl.h"

/* The ATTENDEE of event with that address, or NULL. */
static const mcp_vprop_t *find_attendee(const mcp_vobject_t *event,
                                        const char *address)
{
    const mcp_vprop_t *property;
    int n;

    for (n = 0; (property = mcp_vobject_find(event, "ATTENDEE", n)); n++) {
        if (!strcasecmp(mcp_agenda_address(property), address)) {
            return property;
        }
    }
    return NULL;
}

static void set_organizer(mcp_vobject_t *event, const mcp_agenda_t *agenda)
{
    mcp_vprop_t organizer = {NULL, "ORGANIZER", "", NULL};

    organizer.params = mcp_vprop_param_print("CN", agenda->name, event->pool);
    organizer.value = apr_pstrcat(event->pool, "mailto:", agenda->email, NULL);
    mcp_vobject_set(event, &organizer);
}

/* Nextcloud 32 answers 500 in place of sending cancellations when the last
 * attendee goes: the organizer stays as one. */
static void stay_alone(mcp_vobject_t *event)
{
    const mcp_vprop_t *organizer = mcp_vobject_find(event, "ORGANIZER", 0);
    mcp_vprop_t self = {NULL, "ATTENDEE",
                        ";CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=ACCEPTED",
                        NULL};

    self.value = organizer->value;
    mcp_vobject_add(event, &self);
}

/* The people in the argument, as ATTENDEE properties of people. */
static mcp_err_t *read_attendees(mcp_vobject_t *people,
                                 const mcp_vobject_t *event,
                                 const mcp_agenda_t *agenda,
                                 const mcp_tool_call_t *call)
{
    const mcp_json_t *list = mcp_json_get(call->args, "attendees");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(list); i++) {
        const char *address = mcp_json_str(mcp_json_at(list, i), "");
        const mcp_vprop_t *known = find_attendee(event, address);
        mcp_vprop_t invited = {NULL, "ATTENDEE",
                               ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
                               ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
                               NULL};

        if (!mcp_agenda_is_address(address)) {
            return mcp_err_create(call->pool, MCP_ERR_TOOL,
                                  "attendees: \"%s\" is no e-mail address. "
                                  "find_person_in_contacts finds those.",
                                  address);
        }
        invited.value = apr_pstrcat(event->pool, "mailto:", address, NULL);
        if (!find_attendee(people, address)
            && strcasecmp(address, agenda->email) != 0) {
            mcp_vobject_add(people, known ? known : &invited);
        }
    }
    return NULL;
}

mcp_err_t *mcp_calendar_set_attendees(mcp_vobject_t *event,
                                      const mcp_agenda_t *agenda,
                                      const mcp_tool_call_t *call)
{
    mcp_vobject_t *people = mcp_vobject_create("X", event->pool);
    int had_some = mcp_vobject_find(event, "ATTENDEE", 0) != NULL;
    mcp_err_t *err;

    if (!mcp_json_length(mcp_json_get(call->args, "attendees")) && !had_some) {
        return NULL;
    }
    if (!agenda->email) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "attendees: nobody can be invited, because the "
                              "user's own account has no e-mail address. It "
                              "is set in Nextcloud's personal settings.");
    }
    err = read_attendees(people, event, agenda, call);
    if (err) {
        return err;
    }
    mcp_vobject_remove(event, "ATTENDEE");
    apr_array_cat(event->props, people->props);
    if (people->props->nelts || had_some) {
        set_organizer(event, agenda);
    }
    if (!people->props->nelts && had_some) {
        stay_alone(event);
    }
    return NULL;
}
