"""The Caddyfile, to be filled in."""

# The header time-out cures slow-header attacks; the body time-out bounds a dripping upload, and is longer
# than an event stream may live (what takes longer to send comes in pieces, by tus). A body that comes at less
# than 1 KiB/s, or a client that takes nothing, holds a thread no longer than the idle time-outs say; a small
# body holds none before all of it is here. How much a body may hold is for the services to say, each for its
# own addresses. A negative flush interval is not set: it would keep
# requests alive upstream whose client has left, and event streams are flushed at once without it.
# `lb_try_duration` bridges the restart of a service: only connections that were never made are tried again.
# Full duplex lets a refusal reach a client that is still sending: without it the rest is waited for, and the
# refusal cut off. Such a connection must end with the refusal, or the rest of the body would be read as the
# next request. One without a body goes on, and one whose body has been gathered before anybody was asked: in
# an overload new connections would cost more than the refusals. The lobby has no full duplex, so it reads
# what was gathered by itself, and the connection to it goes on too.
# A service is asked no more at a time than it answers soon, and beside that no more of what lasts (long
# bodies, audio, events) than it has threads: `tcp4/` makes of the same address an upstream with a count of
# its own. What comes beyond is refused here. `lb_try_duration` would let it wait instead, as for a service
# that restarts. So reads do without it: those that met a service that restarts go by the lobby, a site of
# this Caddy, and wait from there. A body is gone after the first try: what has one waits where it is, and
# has the lobby as a second upstream, which refuses it.
# 499 is what somebody hears whose body came too slowly, past all other handling.
# What Go can't read as a request never gets to `handle_errors`: its bare 400, 431, 501 and 505 are text.
CADDYFILE = """\
{{
	admin off
	auto_https off
	persist_config off
	storage file_system {storage}
	log {{
		output stderr
		format json
		level WARN
	}}
	servers {{
		protocols h1
		enable_full_duplex
		max_header_size 8KB
		timeouts {{
			read_header 5s
			read_body 30m
			read_body_idle 20s 1024
			write_idle 20s
			idle 2m
		}}
	}}
	servers {host}:{lobby_port} {{
		protocols h1
		max_header_size 8KB
	}}
}}

(ending_with_a_body) {{
	@body {{
		not {{
			method GET HEAD
			not header Content-Length *
		}}
	}}
	header @body Connection close
}}

(ending_with_a_long_body) {{
	@unread {{
		not {{
			method GET HEAD
			not header Content-Length *
		}}
		not header_regexp Content-Length ^([0-9]{{1,4}}|[1-5][0-9]{{4}})$
	}}
	header @unread Connection close
}}

(upstream) {{
	request_buffers {gathered}
	transport http {{
		dial_timeout 2s
		keepalive 30s
		keepalive_idle_conns_per_host 128
		compression off
	}}
	@refused status 4xx 5xx
	handle_response @refused {{
		import ending_with_a_long_body
		copy_response
	}}
}}

(patient) {{
	lb_policy first
	lb_try_duration 8s
	lb_try_interval 100ms
}}

(soon) {{
	@read method GET HEAD
	handle @read {{
		reverse_proxy {{args[0]}} {{
			unhealthy_request_count {soon}
			import upstream
		}}
	}}
	handle {{
		reverse_proxy {{args[0]}} {lobby} {{
			unhealthy_request_count {soon}
			import patient
			import upstream
		}}
	}}
}}

(waited_for) {{
	reverse_proxy {{args[0]}} {{
		unhealthy_request_count {soon}
		import patient
		import upstream
		header_up X-Forwarded-For {{http.request.header.X-Forwarded-For}}
	}}
}}

(auth) {{
	@auth {{
		path {auth_paths}
		not path {ingest_paths}
	}}
}}

(problem) {{
	header Content-Type application/problem+json
	header Cache-Control no-store
	header X-Content-Type-Options nosniff
	header X-Request-Id {{http.request.uuid}}
	header -Server
}}

(overloaded) {{
	import problem
	import ending_with_a_long_body
	header Retry-After 2
	respond `{overloaded}` 503
}}

(failed) {{
	import problem
	header Connection close
	@framing expression `{{err.message}}.matches("chunk|malformed MIME header|header line too long")`
	handle @framing {{
		respond `{malformed}` 400
	}}
	@unreachable expression `{{err.status_code}} in [502, 503, 504]`
	handle @unreachable {{
		header Retry-After 2
		respond `{unavailable}` 503
	}}
	respond `{other}` {{err.status_code}}
}}

http://:{lobby_port} {{
	bind {host}
	@unreached header Rostrum-Unreached *
	handle @unreached {{
		request_header -Rostrum-Unreached
		import auth
		handle @auth {{
			import waited_for {auth}
		}}
		handle {{
			import waited_for {ingest}
		}}
	}}
	handle {{
		import overloaded
	}}
	handle_errors {{
		import failed
	}}
}}

http://:{port} {{
	bind {host}
	header {{
		-Server
		defer
	}}
	header {{
		match status 499
		Connection close
		defer
	}}

	request_header -X-Forwarded-*
	request_header -X-Real-IP
	request_header -Forwarded
	request_header -X-User-*
	request_header -X-Tenant*
	request_header -Rostrum-*

	@long_line expression `{{http.request.uri}}.size() > 4096`
	handle @long_line {{
		import problem
		import ending_with_a_body
		respond `{too_long}` 414
	}}

	handle /healthz {{
		reverse_proxy {health} {{
			method GET
			rewrite /readyz
			@ready status 200
			handle_response @ready {{
				header Content-Type application/json
				header Cache-Control no-store
				respond `{{"status":"ok"}}` 200
			}}
			handle_response {{
				import problem
				import ending_with_a_body
				respond `{unavailable}` 503
			}}
		}}
	}}

	@internal path /livez* /readyz* /metrics*
	handle @internal {{
		import problem
		import ending_with_a_body
		respond `{not_found}` 404
	}}

	import auth
	handle @auth {{
		import soon {auth}
	}}

	@lasting expression `{lasting}`
	handle @lasting {{
		reverse_proxy tcp4/{ingest} {lobby} {{
			unhealthy_request_count {at_once}
			import patient
			import upstream
		}}
	}}

	handle {{
		import soon {ingest}
	}}

	handle_errors {{
		@full expression `{{err.message}} == "no upstreams available"`
		handle @full {{
			import overloaded
		}}
		@unreached expression `method("GET", "HEAD") && {{err.message}}.startsWith("dial ")`
		handle @unreached {{
			reverse_proxy {lobby} {{
				header_up Rostrum-Unreached yes
				header_up X-Forwarded-For {{http.request.remote.host}}
			}}
		}}
		handle {{
			import failed
		}}
	}}
}}
"""
