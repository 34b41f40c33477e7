"""Starting, overload and ending of the real server."""

import concurrent.futures
import signal
import socket
import subprocess
import time

import httpx
import pytest

from conftest import Server, binary, run, weights


@pytest.fixture
def own_server():
    weights("u2netp")
    started = []

    def start(*arguments):
        started.append(Server(*arguments))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def gauge(server, name):
    for line in httpx.get(f"{server.url}/metrics").text.splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    return 0


def test_sheds_what_it_cannot_hold_with_retry_after(own_server, photo):
    server = own_server("--preload", "u2netp", "--workers", "1", "--queue", "2")
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(
                lambda _: httpx.post(f"{server.url}/v1/remove", content=photo, timeout=60), range(12)
            )
        )
    statuses = sorted(a.status_code for a in answers)
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 3
    for answer in answers:
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) >= 1
    assert httpx.post(f"{server.url}/v1/remove", content=photo, timeout=60).status_code == 200


def test_drops_the_queued_work_of_a_gone_client(own_server, photo):
    server = own_server("--preload", "u2netp", "--workers", "1", "--queue", "8")
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST /v1/remove HTTP/1.1\r\nHost: x\r\nContent-Length: {len(photo)}\r\n\r\n".encode()
    clients = []
    for _ in range(5):
        client = socket.create_connection((host, int(port)))
        client.sendall(head + photo)
        clients.append(client)
    assert wait_for(lambda: gauge(server, "cutline_waiting") >= 2)
    for client in clients:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
    assert wait_for(lambda: gauge(server, "cutline_waiting") == 0, 2)


def test_drains_on_sigterm_and_exits_0(own_server, photo):
    server = own_server("--preload", "u2netp", "--workers", "1")
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        running = [
            pool.submit(httpx.post, f"{server.url}/v1/remove", content=photo, timeout=60)
            for _ in range(3)
        ]
        in_hand = lambda: gauge(server, "cutline_running") + gauge(server, "cutline_waiting")  # noqa: E731
        assert wait_for(lambda: in_hand() == 3)
        server.process.send_signal(signal.SIGTERM)
        assert [r.result().status_code for r in running] == [200, 200, 200]
    assert server.process.wait(20) == 0


def test_a_second_sigterm_ends_now(own_server, photo):
    server = own_server("--preload", "u2netp", "--workers", "1", "--queue", "64")
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        running = [
            pool.submit(httpx.post, f"{server.url}/v1/remove", content=photo, timeout=60)
            for _ in range(30)
        ]
        assert wait_for(lambda: gauge(server, "cutline_waiting") >= 10)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        begin = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(10)
        assert time.monotonic() - begin < 3
        for future in running:
            future.exception()  # broken or answered: all are over


@pytest.mark.parametrize("wait", [0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_a_sigterm_during_the_start_is_not_lost(wait):
    process = subprocess.Popen([binary(), "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.DEVNULL)
    time.sleep(wait)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) in (0, -signal.SIGTERM)  # the latter before the program had begun


def test_says_that_it_is_draining_while_it_still_answers(own_server, photo):
    server = own_server("--preload", "u2netp", "--drain-grace", "2s")
    assert wait_for(lambda: httpx.get(f"{server.url}/readyz").status_code == 200)
    server.process.send_signal(signal.SIGTERM)
    assert wait_for(lambda: httpx.get(f"{server.url}/readyz").status_code == 503, 1)
    assert "draining" in httpx.get(f"{server.url}/readyz").text
    assert httpx.post(f"{server.url}/v1/remove", content=photo, timeout=60).status_code == 200
    assert server.process.wait(20) == 0


def test_large_limits_are_taken(own_server, photo):
    server = own_server("--max-body", "2GiB", "--preload", "u2netp")
    assert httpx.post(f"{server.url}/v1/remove", content=photo, timeout=60).status_code == 200


def test_a_taken_port_is_one_sentence(own_server):
    server = own_server("--preload", "none")
    port = server.url.rsplit(":", 1)[1]
    second = run("serve", "--listen", f"127.0.0.1:{port}", timeout=30)
    assert second.returncode not in (0, 1)
    assert b"already listens" in second.stderr
    assert len(second.stderr.decode().strip().splitlines()) <= 2
