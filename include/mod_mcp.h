/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOD_MCP_H
#define MOD_MCP_H

/*
 * mod_mcp.h - what other modules may know about mod_mcp.
 *
 * A module of httpd adds tools, resources and prompts to the MCP server by
 * registering a provider, from its register_hooks or pre_config:
 *
 *   ap_register_provider(pool, MCP_PROVIDER_GROUP, "example",
 *                        MCP_PROVIDER_VERSION, &provider);
 *
 * Nothing is linked: mod_mcp finds providers by name, and hands each call a
 * table of functions. The order of LoadModule does not matter. This header
 * needs APR only. docs/extending.md walks through an example.
 *
 * Compatibility: structures say how large they are and grow at their end
 * only, so a module that was built with an older header of the same
 * MCP_PROVIDER_ABI keeps working. A module that was built with a newer header
 * is refused at start-up, with a message that says so.
 *
 * Sources: MCP, server/tools, server/resources, server/prompts,
 * server/utilities/completion, basic/utilities/progress, basic/patterns/mrtr
 * (modelcontextprotocol.io/specification); RFC 8259, RFC 6901, RFC 6570.
 */

#include <apr.h>
#include <apr_pools.h>
#include <apr_tables.h>

/* The version lives here and nowhere else: the Makefile, the Server token,
 * serverInfo of MCP and the User-Agent towards Nextcloud are made from it. */
#define MOD_MCP_VERSION_MAJOR 0
#define MOD_MCP_VERSION_MINOR 1
#define MOD_MCP_VERSION_PATCH 0
#define MOD_MCP_VERSION "0.1.0"

#define MCP_PROVIDER_GROUP "mcp"
#define MCP_PROVIDER_VERSION "1"
#define MCP_PROVIDER_ABI 1

/* One call of a tool, or one reading of a resource, or one making of a
 * prompt; made by mod_mcp, gone when run returns. */
typedef struct mcp_call_t mcp_call_t;
typedef struct mcp_api_t mcp_api_t;

/*
 * The work of a tool, a resource or a prompt.
 *
 * It runs on a thread of mod_mcp's own (see MCP_TOOL_QUICK), and there is no
 * request_rec: it must not touch httpd's requests, connections and their
 * pools. Several calls run at the same time, of one tool too, so
 * what baton points to is read only or has a lock. It should look at
 * is_cancelled now and then, and must come to an end: MCPJobTimeout ends the
 * waiting for it, nothing can end the thread.
 *
 * What it gives to api becomes the answer when it returns. It must not keep
 * call or the call's pool.
 */
typedef void mcp_provider_run_fn(mcp_call_t *call, const mcp_api_t *api,
                                 void *baton);

/* The tool needs neither a user nor a Nextcloud: it is offered by Locations
 * with "MCPNextcloudURL none" too. There, user gives NULL and nextcloud
 * fails. */
#define MCP_TOOL_NO_NEXTCLOUD 0x1u

/* run waits for nothing but Nextcloud, asks the client nothing, and ends
 * soon. It may then run on the worker that has read the request, which is
 * faster; but nothing can end the waiting for it. For tools only. */
#define MCP_TOOL_QUICK 0x2u

/*
 * The tool takes long (tens of seconds or more): it may, or must, run as a
 * task, whose client gets an answer at once and asks for the result later, if
 * the client knows how to. (Must: others are told that they lack the
 * extension.) The tool is not different for that: what it adds becomes the
 * result, what it asks is asked, and is_cancelled says when it is to end; but
 * MCPTaskTimeout takes the place of MCPJobTimeout.
 */
#define MCP_TOOL_TASK_MAY 0x4u
#define MCP_TOOL_TASK_MUST 0x8u
/* With one of these: the tool says by itself, by begin_task, from where on it
 * is a task, so that it can ask or refuse before. */
#define MCP_TOOL_TASK_BEGINS 0x10u

typedef struct mcp_provider_tool_t {
    /* JSON text of an MCP Tool: name (1 to 64 of A-Za-z0-9_.-, unique in
     * this server), description, inputSchema, and if wanted title,
     * outputSchema, annotations, icons, _meta. Values are published byte for
     * byte; members that an older revision of MCP does not know are left out
     * for its clients. NULL ends the array of tools. */
    const char *definition;
    mcp_provider_run_fn *run;
    void *baton;
    apr_uint32_t flags;
} mcp_provider_tool_t;

/* A resource, a template of resources, or a prompt. */
typedef struct mcp_provider_item_t {
    /* JSON text of an MCP Resource, ResourceTemplate or Prompt, as its list
     * publishes it. What it must have and may have:
     *
     * Resource   uri, name; title, description, mimeType, size, annotations,
     *            icons, _meta
     * Template   uriTemplate, name; title, description, mimeType,
     *            annotations, icons, _meta. Of RFC 6570 it may have "{name}"
     *            (no "/" in it), "{+name}" and, at the end, "{?name,name}".
     * Prompt     name (1 to 64 of A-Za-z0-9_.-), description; title,
     *            arguments (each with name, and title, description,
     *            required), icons, _meta
     *
     * URIs, templates and names are unique in this server. NULL ends the
     * array. */
    const char *definition;

    /*
     * Resource, template: arguments gives {"uri":"…"}, for a template also
     * "variables" with what its expressions stand for, decoded. The answer
     * are contents: add_resource_text and add_resource_blob, as many as
     * there are. Nothing added, or fail with MCP_FAIL_NOT_FOUND: there is no
     * such resource.
     *
     * Prompt: arguments gives an object of strings; mod_mcp has seen that
     * the required ones are there and that there are no others. Each block
     * that is added is a message, of the role that set_role has said.
     */
    mcp_provider_run_fn *run;

    /* What the value of an argument of the prompt, or of a variable of the
     * template, can become: arguments gives {"name":"…","value":"…"} and, in
     * "arguments", those that have a value already; the answer is what
     * add_value was told. NULL: no idea; always NULL for a resource. */
    mcp_provider_run_fn *complete;
    void *baton;
    apr_uint32_t flags; /* MCP_TOOL_NO_NEXTCLOUD */
} mcp_provider_item_t;

/* All of it is constant, and stays for as long as the module is loaded. What
 * an initialiser leaves out is not there. */
typedef struct mcp_provider_t {
    apr_size_t size; /* the first four: MCP_PROVIDER_STUFF */
    int abi;
    apr_size_t tool_size;
    apr_size_t api_size;
    const char *name;                 /* as registered; 1 to 64 of a-z0-9_-;
                                         "app:<name>" in MCPTools */
    const mcp_provider_tool_t *tools; /* ends with a definition of NULL; or
                                         NULL */

    apr_size_t item_size; /* sizeof(mcp_provider_item_t), with any of these */
    const mcp_provider_item_t *resources; /* as tools */
    const mcp_provider_item_t *templates;
    const mcp_provider_item_t *prompts;
} mcp_provider_t;

#define MCP_PROVIDER_STUFF                                                    \
    sizeof(mcp_provider_t), MCP_PROVIDER_ABI, sizeof(mcp_provider_tool_t),    \
        sizeof(mcp_api_t)

/* A reference to something that the client may fetch for itself. */
typedef struct mcp_link_t {
    apr_size_t size; /* sizeof(mcp_link_t) */
    const char *uri;
    const char *name;
    const char *title;       /* or NULL */
    const char *description; /* or NULL */
    const char *mime;        /* or NULL */
    apr_int64_t bytes;       /* how many it has; below 0: unknown */
} mcp_link_t;

/* A request to the user's Nextcloud. */
typedef struct mcp_upstream_request_t {
    apr_size_t size;          /* sizeof(mcp_upstream_request_t) */
    const char *method;       /* "GET" */
    const char *path;         /* below the Nextcloud's URL, percent-encoded,
                                 begins with "/"; no "." and ".." */
    const char *query;        /* encoded, without "?", or NULL */
    apr_table_t *headers;     /* further ones, or NULL. Authorization and
                                 Cookie are not taken. */
    const char *content_type; /* of body, or NULL */
    const char *body;         /* or NULL */
    apr_size_t body_len;
} mcp_upstream_request_t;

/* Its answer, of whatever status; lives in the call's pool. */
typedef struct mcp_upstream_response_t {
    int status;
    const apr_table_t *headers;
    const char *body; /* NUL-terminated, never NULL */
    apr_size_t len;
} mcp_upstream_response_t;

typedef enum {
    MCP_FAIL_NOT_FOUND = -32002, /* no such resource; sent by the code that
                                    the client's revision has for it */
    MCP_FAIL_PARAMS = -32602,    /* the request makes no sense */
    MCP_FAIL_INTERNAL = -32603   /* a fault of the tool */
} mcp_fail_e;

/* What can become another one. */
typedef enum {
    MCP_CHANGED_TOOLS,     /* the list of tools, */
    MCP_CHANGED_PROMPTS,   /* of prompts, */
    MCP_CHANGED_RESOURCES, /* of resources */
    MCP_CHANGED_RESOURCE   /* what one URI leads to */
} mcp_changed_e;

/*
 * What a running tool can do. Any function takes the call that run was
 * given, on the thread that runs it. Texts are UTF-8 and end with NUL unless
 * a length goes with them; what is not UTF-8 is replaced by U+FFFD. What a
 * tool hands over is copied; what it is handed lives in the call's pool.
 */
struct mcp_api_t {
    apr_size_t size;

    /* ---- the call ---- */

    /* Memory until the answer has been sent. */
    apr_pool_t *(*pool)(const mcp_call_t *call);

    /* The arguments: JSON text of an object. mod_mcp has checked no more
     * than that; checking them against inputSchema is the tool's. */
    const char *(*arguments)(const mcp_call_t *call);

    /* Who asks: the uid that Nextcloud gave, or NULL without a Nextcloud. */
    const char *(*user)(const mcp_call_t *call);

    /* 1: nobody waits for the answer any more, or its time is over. */
    int (*is_cancelled)(const mcp_call_t *call);

    /* Tell the client how far the work is, while it goes on: done of total
     * (below 0: unknown), message or NULL. Sent only when the client asked
     * for progress, when done has grown since the last time (the first may
     * be 0), and not more often than 40 times a second; so call it as often
     * as you like. */
    void (*progress)(mcp_call_t *call, double done, double total,
                     const char *message);

    /* ---- the answer ---- */

    /* Blocks of content, in the order of the calls. Bytes are base64-encoded
     * by mod_mcp. What an older revision of MCP does not know is converted:
     * audio becomes an embedded resource, a link becomes text. */
    void (*add_text)(mcp_call_t *call, const char *text);
    void (*add_image)(mcp_call_t *call, const char *mime, const char *bytes,
                      apr_size_t len);
    void (*add_audio)(mcp_call_t *call, const char *mime, const char *bytes,
                      apr_size_t len);
    /* An embedded resource; mime may be NULL. */
    void (*add_resource_text)(mcp_call_t *call, const char *uri,
                              const char *mime, const char *text);
    void (*add_resource_blob)(mcp_call_t *call, const char *uri,
                              const char *mime, const char *bytes,
                              apr_size_t len);
    void (*add_link)(mcp_call_t *call, const mcp_link_t *link);

    /* structuredContent, of a tool only: JSON text, which must fit
     * outputSchema if there is one. Anything but an object is for 2026-07-28
     * and later; earlier clients get it as text only. When no text block is
     * added, the JSON text becomes one. NULL, or what is wrong with the JSON;
     * it is not taken then. */
    const char *(*set_structured)(mcp_call_t *call, const char *json);

    /* The tool failed: a result with isError. Drops what was added so far.
     * The model reads the message, so it says what is wrong and what to do
     * next. Of a resource or prompt: a JSON-RPC error, for the user. */
    void (*set_error)(mcp_call_t *call, const char *message);

    /* The whole request fails with a JSON-RPC error, whatever else is said.
     * Rarely right: most models never see it. data: JSON text or NULL. */
    void (*fail)(mcp_call_t *call, mcp_fail_e code, const char *message,
                 const char *data);

    /* ---- Nextcloud ---- */

    /* Send a request with the user's credential and wait for the answer.
     * NULL and *response, whatever its HTTP status; or what went wrong, for
     * set_error, and *response is NULL. A credential that Nextcloud refuses
     * (401) ends the call, whatever else is said. */
    const char *(*nextcloud)(mcp_call_t *call,
                             const mcp_upstream_request_t *request,
                             const mcp_upstream_response_t **response);

    /* ---- the client ---- */

    /* Can the client be asked this? method: "elicitation/create",
     * "sampling/createMessage" or "roots/list". */
    int (*can_ask)(const mcp_call_t *call, const char *method);

    /* Ask the client. key: a name for the question, unique in this call;
     * params: JSON text of an object, or NULL. Returns the JSON text of the
     * client's answer, an object.
     *
     * NULL: there is no answer yet. Then run has to return without doing
     * more; the client is asked, and run is called anew, from its beginning,
     * maybe in another process, when the answer has come or never. Answers
     * that came before are given again. So ask before doing what must not be
     * done twice. Several questions are asked at once by calling ask for each
     * before the first NULL is acted on.
     *
     * An answer is the client's word: check it. (What elicitation returns
     * has a member action; only "accept" comes with content.) A client that
     * cannot be asked makes the call fail; can_ask tells before. */
    const char *(*ask)(mcp_call_t *call, const char *key, const char *method,
                       const char *params);

    /* ---- JSON, for those who have no library for it ---- */

    /* The string or number at a place in JSON text, by RFC 6901: "/a/0/b".
     * NULL, or fallback, when there is none. Each call reads the text anew. */
    const char *(*get_string)(mcp_call_t *call, const char *json,
                              const char *pointer);
    double (*get_number)(mcp_call_t *call, const char *json,
                         const char *pointer, double fallback);
    /* The JSON string, with its quotes. */
    const char *(*quote)(mcp_call_t *call, const char *text);

    /* ---- prompts and completion ---- */

    /* Who says the messages of a prompt that are added from now on: "user"
     * (at the beginning) or "assistant". */
    void (*set_role)(mcp_call_t *call, const char *role);

    /* One more value, the best first. The client gets the first 100. */
    void (*add_value)(mcp_call_t *call, const char *value);

    /* ---- events ---- */

    /* Tell all clients that listen for it, of every user, that something is
     * another one now; each looks for itself. uri: of the resource for
     * MCP_CHANGED_RESOURCE, else NULL. */
    void (*changed)(mcp_call_t *call, mcp_changed_e what, const char *uri);

    /* ---- tasks ---- */

    /* From here on this call is a task, and its client has its answer. 0: it
     * is none, and somebody waits for it: the tool has no flag for it, the
     * client cannot follow tasks, or there are too many. When a task has
     * asked something and runs anew, it calls this again. */
    int (*begin_task)(mcp_call_t *call);

    /* ---- the client's log ---- */

    /* A line for the log of the client, while the work goes on. level:
     * "debug", "info", "notice", "warning", "error", "critical", "alert" or
     * "emergency"; anything else is "info". Sent only when the client has
     * asked for lines of this level. No secrets, and nothing that only this
     * server should know. */
    void (*log)(mcp_call_t *call, const char *level, const char *text);

    /* The work goes on for a while without a word: end the connection, if the
     * client knows how to come back for the rest (MCP 2025-11-25, in a
     * session), so that no worker of httpd is held for it. Nothing else
     * changes for the tool. */
    void (*close_stream)(mcp_call_t *call);
};

/* ---- which tools somebody may have ---- */

/*
 * A module that only judges needs no provider. It hooks tool_policy, from
 * its register_hooks:
 *
 *   APR_OPTIONAL_HOOK(mcp, tool_policy, judge, NULL, NULL,
 *                     APR_HOOK_MIDDLE);
 *
 * and is asked about tools of all origins, those that MCPTools and MCPReadOnly
 * leave: for rules that directives cannot tell, by user or by the hour. (What
 * is the same for all users of a Location is better said with MCPTools.)
 *
 * OK or DECLINED: it has no objection. Anything else (HTTP_FORBIDDEN): no.
 * One objection is enough.
 *
 * It is asked twice. When a user's list of tools is made, is_call is 0; the
 * list is remembered for MCPToolsCache, and what is not on it does not exist
 * for that user. And before each call, is_call is 1; the call then fails with
 * a message that the model reads. It runs on threads of mod_mcp's, several at
 * a time, and has no request_rec.
 */
typedef struct mcp_tool_query_t {
    apr_size_t size;  /* grows at its end only; read what lies within */
    const char *user; /* the uid that Nextcloud gave, or NULL without one */
    const char *tool; /* "delete_file" */
    const char *app;  /* of its manifest, "files", or a provider's name */
    int is_call;
    int is_read_only; /* the tool's annotations */
    int is_destructive;
} mcp_tool_query_t;

typedef int mcp_HOOK_tool_policy_t(const mcp_tool_query_t *query);

#endif /* MOD_MCP_H */
