// Declarations as in Asio, as far as the test needs them.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <string>

namespace asio {

class io_context {
public:
  std::size_t run();
  std::size_t poll();
  void stop();
};
class thread_pool {
public:
  explicit thread_pool(std::size_t threads);
  ~thread_pool();
  void join();
};
template <class Executor> class strand {
public:
  explicit strand(const Executor &);
};

struct mutable_buffer {};
mutable_buffer buffer(std::string &);

template <class Context, class Handler> void post(Context &, Handler &&) {}
template <class Context, class Handler> void dispatch(Context &, Handler &&) {}

namespace ip {
class tcp;
template <class Protocol> struct basic_endpoint {};
template <class Protocol> struct basic_resolver_results {};
template <class Protocol> class basic_resolver {
public:
  explicit basic_resolver(io_context &);
  basic_resolver_results<Protocol> resolve(const std::string &host,
                                           const std::string &service);
  template <class Handler>
  void async_resolve(const std::string &host, const std::string &service,
                     Handler &&) {}
};
} // namespace ip

template <class Protocol> class basic_socket {
public:
  explicit basic_socket(io_context &);
  void connect(const ip::basic_endpoint<Protocol> &);
  void non_blocking(bool);
  bool is_open() const;
  void close();
};
template <class Protocol>
class basic_stream_socket : public basic_socket<Protocol> {
public:
  using basic_socket<Protocol>::basic_socket;
  template <class Buffers> std::size_t read_some(const Buffers &);
  template <class Buffers, class Handler>
  void async_read_some(const Buffers &, Handler &&) {}
};
template <class Protocol> class basic_socket_acceptor {
public:
  explicit basic_socket_acceptor(io_context &);
  void accept(basic_stream_socket<Protocol> &);
  template <class Handler>
  void async_accept(basic_stream_socket<Protocol> &, Handler &&) {}
};
template <class Clock> class basic_waitable_timer {
public:
  basic_waitable_timer(io_context &, int);
  void wait();
  template <class Handler> void async_wait(Handler &&) {}
};
class serial_port_service;
template <class Executor> class basic_serial_port {
public:
  template <class Buffers> std::size_t write_some(const Buffers &);
};

namespace ip {
class tcp {
public:
  using socket = basic_stream_socket<tcp>;
  using acceptor = basic_socket_acceptor<tcp>;
  using endpoint = basic_endpoint<tcp>;
  using resolver = basic_resolver<tcp>;
};
} // namespace ip
using steady_timer = basic_waitable_timer<int>;
using serial_port = basic_serial_port<io_context>;

template <class Stream, class Buffers>
std::size_t read(Stream &, const Buffers &);
template <class Stream, class Buffers>
std::size_t write(Stream &, const Buffers &);
template <class Protocol>
void connect(basic_socket<Protocol> &,
             const ip::basic_resolver_results<Protocol> &);
template <class Stream, class Buffers, class Handler>
void async_read(Stream &, const Buffers &, Handler &&) {}

} // namespace asio
