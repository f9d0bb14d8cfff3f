// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// The locks are taken by a function that returns a guard, in a lambda, and several calls deep.

#include <algorithm>
#include <mutex>
#include <vector>

namespace render {

class SceneBad {
public:
  std::unique_lock<std::mutex> lockNodes() { return std::unique_lock<std::mutex>(nodesMu_); }

  void draw() {
    auto nodes = lockNodes();
    for (int node : nodes_)
      upload(node);
  }
  void evict() {
    std::lock_guard<std::mutex> textures(texturesMu_);
    std::for_each(textures_.begin(), textures_.end(), [this](int texture) {
      auto nodes = lockNodes(); // texturesMu_ is held around the loop
      nodes_.push_back(texture);
    });
  }

private:
  void upload(int node) { store(node + 1); }
  void store(int texture) {
    std::lock_guard<std::mutex> textures(texturesMu_); // nodesMu_ is held by draw()
    textures_.push_back(texture);
  }
  std::mutex nodesMu_, texturesMu_;
  std::vector<int> nodes_{1}, textures_{1};
};
// CHECK: warning: {{.*}}{{(nodesMu_'.*texturesMu_'|texturesMu_'.*nodesMu_')}}{{.*}}[concurrency-lock-order-inversion]

class SceneOk {
public:
  std::unique_lock<std::mutex> lockNodes() { return std::unique_lock<std::mutex>(nodesMu_); }

  void draw() {
    std::vector<int> copy;
    {
      auto nodes = lockNodes();
      copy = nodes_;
    }
    for (int node : copy) // no lock is held here
      store(node + 1);
  }
  void evict() {
    std::lock_guard<std::mutex> textures(texturesMu_);
    std::for_each(textures_.begin(), textures_.end(), [this](int texture) {
      auto nodes = lockNodes();
      nodes_.push_back(texture);
    });
  }

private:
  void store(int texture) {
    std::lock_guard<std::mutex> textures(texturesMu_);
    textures_.push_back(texture);
  }
  std::mutex nodesMu_, texturesMu_;
  std::vector<int> nodes_{1}, textures_{1};
};

} // namespace render

#ifdef CONFIRM
int main() {
  render::SceneBad bad;
  bad.draw();
  bad.evict();
  render::SceneOk ok;
  ok.draw();
  ok.evict();
}
#endif
